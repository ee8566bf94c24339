import { Scanner, Token, TokenType } from './scanner';
import { YamlError } from './yaml-error';

/** A value as it is written. */
export interface YamlNode {
  readonly kind: 'scalar' | 'sequence' | 'mapping' | 'alias';
  /** Which character of the text it begins with. */
  readonly start: number;
  /** As `tag:yaml.org,2002:int`; empty where there is none. */
  readonly tag: string;
  /** The text of a scalar, the name of an alias. */
  readonly value: string;
  /** Whether a scalar without tag may be something else than a text. */
  readonly isImplicit: boolean;
  /** The items of a sequence; keys and values of a mapping by turns. */
  readonly children: YamlNode[];
  /** What an alias stands for. */
  readonly target?: YamlNode;
}

/** The first document of a text, and where it ends. No node for a text without any. */
export interface YamlDocument {
  readonly root?: YamlNode;
  /** Where the next token begins: what follows is not read, as sigs.k8s.io/yaml does not. */
  readonly end: number;
}

/** Deeper than any API object. go-yaml reads 10,000 levels, and what walks through them afterwards would not. */
export const MAX_DEPTH = 1000;

const DEFAULT_HANDLES = [['!', '!'], ['!!', 'tag:yaml.org,2002:']] as const;

/** The first document. */
export function parseDocument(text: string): YamlDocument {
  const scanner = new Scanner(text);
  const first = scanner.peek();
  if (first.type === 'stream-end') return { end: first.start };
  const handles = readDirectives(scanner);
  const isExplicit = scanner.peek().type === 'document-start';
  if (isExplicit) scanner.skipToken();
  else if (first.type === 'version' || first.type === 'tag-directive') throw new YamlError('did not find expected <document start>', scanner.peek().start);
  const parser = new NodeParser(scanner, handles);
  const root = isExplicit && ENDS_DOCUMENT.has(scanner.peek().type) ? parser.empty(scanner.peek().start) : parser.node(true, false);
  return { root, end: scanner.peek().start };
}

const ENDS_DOCUMENT = new Set<TokenType>(['version', 'tag-directive', 'document-start', 'document-end', 'stream-end']);

function readDirectives(scanner: Scanner): ReadonlyMap<string, string> {
  const handles = new Map<string, string>();
  let hasVersion = false;
  for (let token = scanner.peek(); token.type === 'version' || token.type === 'tag-directive'; token = scanner.peek()) {
    if (token.type === 'version') {
      if (hasVersion) throw new YamlError('found duplicate %YAML directive', token.start);
      if (token.value !== '1.1') throw new YamlError('found incompatible YAML document', token.start);
      hasVersion = true;
    } else {
      if (handles.has(token.value)) throw new YamlError('found duplicate %TAG directive', token.start);
      handles.set(token.value, token.suffix);
    }
    scanner.skipToken();
  }
  return new Map([...DEFAULT_HANDLES, ...handles]);
}

/** The grammar of go-yaml v2 (parserc.go), which is that of libyaml. */
class NodeParser {
  private readonly anchors = new Map<string, YamlNode>();
  private depth = 0;

  public constructor(private readonly scanner: Scanner, private readonly handles: ReadonlyMap<string, string>) {}

  public empty(start: number): YamlNode {
    return { kind: 'scalar', start, tag: '', value: '', isImplicit: true, children: [] };
  }

  /** `isBlock`: whether block collections may begin here; `isIndentless`: whether the items of a sequence may stand at the column of their key. */
  public node(isBlock: boolean, isIndentless: boolean): YamlNode {
    let token = this.scanner.peek();
    if (token.type === 'alias') {
      const target = this.anchors.get(token.value);
      if (!target) throw new YamlError(`unknown anchor '${token.value}' referenced`, token.start);
      this.scanner.skipToken();
      return { kind: 'alias', start: token.start, tag: '', value: token.value, isImplicit: false, children: [], target };
    }
    const { start } = token;
    let anchor: string | undefined;
    let tag: string | undefined;
    while (token.type === 'anchor' && anchor === undefined || token.type === 'tag' && tag === undefined) {
      if (token.type === 'anchor') anchor = token.value;
      else tag = this.tagOf(token);
      this.scanner.skipToken();
      token = this.scanner.peek();
    }
    const [kind, content] = this.contentOf(token, isBlock, isIndentless);
    if (!kind && anchor === undefined && tag === undefined) throw new YamlError('did not find expected node content', token.start);
    const isImplicit = kind === 'scalar' ? (tag === undefined ? token.isPlain : tag === '!') : tag === undefined;
    const node: YamlNode = {
      kind: kind ?? 'scalar', start, tag: tag ?? '', value: kind === 'scalar' ? token.value : '', isImplicit, children: [],
    };
    if (anchor !== undefined) this.anchors.set(anchor, node);
    if (kind === 'scalar') this.scanner.skipToken();
    if (++this.depth > MAX_DEPTH) throw new YamlError(`it has more than ${MAX_DEPTH} levels`, start);
    content?.(node.children);
    this.depth--;
    return node;
  }

  /** What begins with a token, and what reads its children. */
  private contentOf({ type }: Token, isBlock: boolean, isIndentless: boolean): [YamlNode['kind']?, ((children: YamlNode[]) => void)?] {
    if (isIndentless && type === '-') return ['sequence', children => this.indentlessSequence(children)];
    switch (type) {
      case 'scalar': return ['scalar'];
      case '[': return ['sequence', children => this.flowSequence(children)];
      case '{': return ['mapping', children => this.flowMapping(children)];
      case 'block-sequence-start': return isBlock ? ['sequence', children => this.blockSequence(children)] : [];
      case 'block-mapping-start': return isBlock ? ['mapping', children => this.blockMapping(children)] : [];
      default: return [];
    }
  }

  private tagOf({ value, suffix, start }: Token): string {
    if (value === '') return suffix;
    const prefix = this.handles.get(value);
    if (prefix === undefined) throw new YamlError('found undefined tag handle', start);
    return prefix + suffix;
  }

  /** Whether the next token is of a type; it is left behind then. */
  private take(type: TokenType): boolean {
    if (this.scanner.peek().type !== type) return false;
    this.scanner.skipToken();
    return true;
  }

  /** A node, unless the next token is of one of these types: then an empty scalar. */
  private nodeUnless(ends: readonly TokenType[], emptyAt: number | undefined, isBlock: boolean, isIndentless: boolean): YamlNode {
    const token = this.scanner.peek();
    return ends.includes(token.type) ? this.empty(emptyAt ?? token.start) : this.node(isBlock, isIndentless);
  }

  private blockSequence(children: YamlNode[]): void {
    this.scanner.skipToken();
    for (let token = this.scanner.peek(); this.take('-'); token = this.scanner.peek()) {
      children.push(this.nodeUnless(['-', 'block-end'], token.end, true, false));
    }
    if (!this.take('block-end')) throw new YamlError("did not find expected '-' indicator", this.scanner.peek().start);
  }

  private indentlessSequence(children: YamlNode[]): void {
    for (let token = this.scanner.peek(); this.take('-'); token = this.scanner.peek()) {
      children.push(this.nodeUnless(['-', '?', ':', 'block-end'], token.end, true, false));
    }
  }

  private blockMapping(children: YamlNode[]): void {
    this.scanner.skipToken();
    for (let token = this.scanner.peek(); this.take('?'); token = this.scanner.peek()) {
      children.push(this.nodeUnless(['?', ':', 'block-end'], token.end, true, true));
      const value = this.scanner.peek();
      children.push(this.take(':') ? this.nodeUnless(['?', ':', 'block-end'], value.end, true, true) : this.empty(value.start));
    }
    if (!this.take('block-end')) throw new YamlError('did not find expected key', this.scanner.peek().start);
  }

  private flowSequence(children: YamlNode[]): void {
    this.scanner.skipToken();
    for (let isFirst = true; !this.take(']'); isFirst = false) {
      if (!isFirst) {
        if (!this.take(',')) throw new YamlError("did not find expected ',' or ']'", this.scanner.peek().start);
        if (this.take(']')) return;
      }
      children.push(this.scanner.peek().type === '?' ? this.pair() : this.node(false, false));
    }
  }

  /** A mapping of one key within a flow sequence. */
  private pair(): YamlNode {
    const { start } = this.scanner.peek();
    this.scanner.skipToken();
    const token = this.scanner.peek();
    const children: YamlNode[] = [];
    if ([':', ',', ']'].includes(token.type)) {
      // libyaml leaves this token behind, whichever it is.
      this.scanner.skipToken();
      children.push(this.empty(token.end));
    } else {
      children.push(this.node(false, false));
    }
    children.push(this.take(':') ? this.nodeUnless([',', ']'], undefined, false, false) : this.empty(this.scanner.peek().start));
    return { kind: 'mapping', start, tag: '', value: '', isImplicit: true, children };
  }

  private flowMapping(children: YamlNode[]): void {
    this.scanner.skipToken();
    for (let isFirst = true; !this.take('}'); isFirst = false) {
      if (!isFirst) {
        if (!this.take(',')) throw new YamlError("did not find expected ',' or '}'", this.scanner.peek().start);
        if (this.take('}')) return;
      }
      if (this.take('?')) {
        children.push(this.nodeUnless([':', ',', '}'], undefined, false, false));
        children.push(this.take(':') ? this.nodeUnless([',', '}'], undefined, false, false) : this.empty(this.scanner.peek().start));
      } else {
        children.push(this.node(false, false), this.empty(this.scanner.peek().start));
      }
    }
  }
}
