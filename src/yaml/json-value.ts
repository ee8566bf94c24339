import { YamlNode, parseDocument } from './parser';
import { keyText, resolveScalar } from './scalar';
import { YamlError } from './yaml-error';

/** A key that its mapping has more than once, with different values: the last counts. */
export interface RepeatedKey {
  /** The field. */
  readonly path: readonly (string | number)[];
  /** Which characters of the text the keys begin with, the last one too. */
  readonly offsets: readonly number[];
}

/** What sigs.k8s.io/yaml makes of a document. */
export interface JsonDocument {
  /** Undefined where there is no document. */
  readonly json: any;
  readonly repeated: readonly RepeatedKey[];
  /** Where the next token begins. */
  readonly end: number;
}

/** The first document of a text as JSON, as sigs.k8s.io/yaml converts it: repeated keys are no error, merges and aliases are carried out. */
export function readJson(text: string): JsonDocument {
  const { root, end } = parseDocument(text);
  if (!root) return { json: undefined, repeated: [], end };
  const converter = new Converter();
  const json = converter.value(root);
  const refused = converter.refused.find(({ isIn }) => isIn(json));
  if (refused) throw refused.error;
  return { json, repeated: converter.repeated, end };
}

/** Something that JSON cannot hold. It is no error where a repeated key replaces it. */
interface Refused {
  readonly error: YamlError;
  isIn(json: any): boolean;
}

/** Where a mapping has a key that JSON cannot have. */
const NO_KEY = Symbol('no key of JSON');

function has(json: any, isIt: (value: any) => boolean): boolean {
  return isIt(json) || typeof json === 'object' && json !== null && Object.values(json).some(value => has(value, isIt));
}

const MERGE = 'tag:yaml.org,2002:merge';

function isMerge({ kind, value, isImplicit, tag }: YamlNode): boolean {
  return kind === 'scalar' && value === '<<' && (isImplicit || tag === MERGE);
}

class Converter {
  public readonly repeated: RepeatedKey[] = [];
  public readonly refused: Refused[] = [];
  private readonly path: (string | number)[] = [];
  private readonly open = new Set<YamlNode>();
  private decoded = 0;
  private byAlias = 0;
  private aliases = 0;

  public value(node: YamlNode): any {
    this.count(node);
    switch (node.kind) {
      case 'alias': return this.through(node, target => this.value(target));
      case 'sequence': return node.children.map((child, index) => this.at(index, child));
      case 'mapping': return this.fill(node, {});
      default: return this.scalar(node);
    }
  }

  private at(key: string | number, node: YamlNode): any {
    this.path.push(key);
    const value = this.value(node);
    this.path.pop();
    return value;
  }

  /** What is more than a tenth to 99 of 100 aliases is a bomb (go-yaml v2, decode.go). */
  private count(node: YamlNode): void {
    this.decoded++;
    if (this.aliases > 0) this.byAlias++;
    const allowed = 0.99 - 0.89 * Math.min(Math.max((this.decoded - 400_000) / 3_600_000, 0), 1);
    if (this.byAlias > 100 && this.decoded > 1000 && this.byAlias / this.decoded > allowed) {
      throw new YamlError('document contains excessive aliasing', node.start);
    }
  }

  private through<T>(node: YamlNode, action: (target: YamlNode) => T): T {
    if (this.open.has(node)) throw new YamlError(`anchor '${node.value}' value contains itself`, node.start);
    this.open.add(node);
    this.aliases++;
    const result = action(node.target!);
    this.aliases--;
    this.open.delete(node);
    return result;
  }

  private scalar({ tag, value, isImplicit, start }: YamlNode): any {
    if (tag === '' && !isImplicit) return value;
    const scalar = resolveScalar(tag, value, start);
    if (typeof scalar === 'bigint') return Number(scalar);
    if (typeof scalar === 'number' && !Number.isFinite(scalar)) {
      this.refused.push({ error: new YamlError(`${value} is no number of JSON`, start), isIn: json => has(json, one => Object.is(one, scalar)) });
    }
    return scalar;
  }

  private fill({ children }: YamlNode, json: Record<PropertyKey, any>): any {
    const replaced = new Set<string>();
    for (let i = 0; i < children.length; i += 2) {
      if (isMerge(children[i])) {
        this.merge(children[i + 1], json);
        continue;
      }
      const key = this.key(children[i]);
      if (typeof key === 'symbol') {
        json[key] = this.at('', children[i + 1]) ?? null;
        continue;
      }
      const value = this.at(key, children[i + 1]);
      if (Object.prototype.hasOwnProperty.call(json, key) && JSON.stringify(json[key]) !== JSON.stringify(value)) replaced.add(key);
      if (key === '__proto__') Object.defineProperty(json, key, { value, enumerable: true, configurable: true, writable: true });
      else json[key] = value;
    }
    if (replaced.size > 0 && this.aliases === 0) this.repeat(children, replaced);
    return json;
  }

  /** Of keys with several values, those that the mapping itself has more than once: what a merge gives may be replaced. */
  private repeat(children: readonly YamlNode[], replaced: ReadonlySet<string>): void {
    const offsets = new Map([...replaced].map(key => [key, [] as number[]]));
    children.forEach((child, index) => {
      if (index % 2 === 0 && child.kind === 'scalar' && !isMerge(child)) offsets.get(String(this.key(child)))?.push(child.start);
    });
    this.repeated.push(...[...offsets].filter(([, its]) => its.length > 1).map(([key, its]) => ({ path: [...this.path, key], offsets: its })));
  }

  private key(node: YamlNode): string | symbol {
    this.count(node);
    if (node.kind === 'alias') return this.through(node, target => this.key(target));
    if (node.kind !== 'scalar') throw new YamlError('invalid map key', node.start);
    const { tag, value, isImplicit, start } = node;
    const key = tag === '' && !isImplicit ? value : keyText(resolveScalar(tag, value, start));
    if (key === undefined) this.refused.push({ error: new YamlError('unsupported map key', start), isIn: json => has(json, one => one?.[NO_KEY] !== undefined) });
    return key ?? NO_KEY;
  }

  private merge(node: YamlNode, json: Record<PropertyKey, any>): void {
    if (node.kind === 'sequence') {
      // The earlier ones win.
      for (const child of [...node.children].reverse()) this.mergeOne(child, json);
    } else {
      this.mergeOne(node, json);
    }
  }

  private mergeOne(node: YamlNode, json: Record<PropertyKey, any>): void {
    if ((node.kind === 'alias' ? node.target! : node).kind !== 'mapping') {
      throw new YamlError('map merge requires map or sequence of maps as the value', node.start);
    }
    this.count(node);
    if (node.kind === 'mapping') return this.fill(node, json);
    this.through(node, target => {
      this.count(target);
      this.fill(target, json);
    });
  }
}
