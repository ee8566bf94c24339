import { YamlError } from './yaml-error';

/**
 * Tokens of YAML 1.1, as go-yaml v2 cuts them, which sigs.k8s.io/yaml reads with and so everything in Kubernetes. Its scanner is libyaml's, and this one
 * follows it step by step, since what is right at the edges (indentation of quoted texts, tabs, where a key may stand) is what that scanner does.
 *
 * libyaml: Copyright (c) 2006-2011 Kirill Simonov, MIT license. go-yaml: Copyright (c) 2011-2016 Canonical Ltd, Apache license 2.0.
 *
 * @see https://github.com/yaml/go-yaml/blob/v2.4.4/scannerc.go
 */
export class Scanner {
  private pos = 0;
  private line = 0;
  /** Where the line begins, plus its characters of two units so far: the column is the difference. */
  private lineStart = 0;
  /** Characters of two units so far. */
  private pairs = 0;
  private readonly tokens: Token[] = [];
  private head = 0;
  private parsed = 0;
  private isAvailable = false;
  private isStarted = false;
  private keyAllowed = true;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private readonly keys: SimpleKey[] = [];
  private readonly keysByToken = new Map<number, SimpleKey>();

  /** Ends with what no text has. */
  private readonly text: string;

  public constructor(text: string) {
    const bad = UNREADABLE.exec(text);
    if (bad) throw new YamlError('control characters are not allowed', bad.index);
    if (text.startsWith(BOM)) this.lineStart = this.pos = 1;
    this.text = `${text}\0\0\0\0`;
  }

  /** The next token, which stays the next. */
  public peek(): Token {
    if (!this.isAvailable) this.fetchMoreTokens();
    return this.tokens[this.head];
  }

  /** Leaves the next token behind. */
  public skipToken(): void {
    this.isAvailable = false;
    this.parsed++;
    this.head++;
    if (this.head === this.tokens.length) this.head = this.tokens.length = 0;
  }

  private get column(): number {
    return this.pos - this.lineStart;
  }

  private at(ahead = 0): number {
    return this.text.charCodeAt(this.pos + ahead);
  }

  private skip(): void {
    if ((this.at() & 0xfc00) === 0xd800) {
      this.pos++;
      this.lineStart++;
      this.pairs++;
    }
    this.pos++;
  }

  /** Skips what an expression matches here, and returns it. */
  private skipRun(expression: RegExp): string {
    expression.lastIndex = this.pos;
    const run = expression.exec(this.text)![0];
    this.pos += run.length;
    if (PAIR.test(run)) {
      const pairs = run.match(PAIRS)!.length;
      this.lineStart += pairs;
      this.pairs += pairs;
    }
    return run;
  }

  /** Skips a line break; returns it as YAML normalizes it. */
  private skipLine(): string {
    const code = this.at();
    this.pos += code === 13 && this.at(1) === 10 ? 2 : 1;
    this.line++;
    this.lineStart = this.pos;
    return code === 0x2028 ? '\u2028' : code === 0x2029 ? '\u2029' : '\n';
  }

  private skipBlanks(): void {
    while (isBlank(this.at())) this.skip();
  }

  private skipComment(): void {
    if (this.at() === HASH) this.skipRun(REST_OF_LINE);
  }

  private fail(message: string, offset = this.pos): never {
    throw new YamlError(message, offset);
  }

  private push(type: TokenType, start: number, value = '', suffix = ''): void {
    this.tokens.push({ type, start, end: this.pos, value, suffix, isPlain: false });
  }

  private insert(type: TokenType, key: SimpleKey): void {
    this.tokens.splice(this.head + key.token - this.parsed, 0, { type, start: key.pos, end: key.pos, value: '', suffix: '', isPlain: false });
  }

  private fetchMoreTokens(): void {
    while (true) {
      if (this.head !== this.tokens.length) {
        const key = this.keysByToken.get(this.parsed);
        if (!key || !this.isValid(key)) break;
      }
      this.fetchNextToken();
    }
    this.isAvailable = true;
  }

  private fetchNextToken(): void {
    if (!this.isStarted) {
      this.isStarted = true;
      this.keys.push({ possible: false, required: false, token: 0, pos: 0, index: 0, line: 0, column: 0 });
    }
    this.scanToNextToken();
    this.unrollIndent(this.column);
    const code = this.at();
    if (code === 0) return this.fetchStreamEnd();
    if (this.column === 0) {
      if (code === PERCENT) return this.fetchDirective();
      if (this.isDocumentIndicator()) return this.fetchDocumentIndicator(code === MINUS ? 'document-start' : 'document-end');
    }
    const next = this.at(1);
    switch (code) {
      case 0x5b: return this.fetchFlowStart('[');
      case 0x7b: return this.fetchFlowStart('{');
      case 0x5d: return this.fetchFlowEnd(']');
      case 0x7d: return this.fetchFlowEnd('}');
      case 0x2c: return this.fetchFlowEntry();
      case MINUS:
        if (isBlankOrEnd(next)) return this.fetchBlockEntry();
        break;
      case QUESTION:
        if (this.flowLevel > 0 || isBlankOrEnd(next)) return this.fetchKey();
        break;
      case COLON:
        if (this.flowLevel > 0 || isBlankOrEnd(next)) return this.fetchValue();
        break;
      case 0x2a: return this.fetchNamed('alias');
      case 0x26: return this.fetchNamed('anchor');
      case BANG: return this.fetchTag();
      case 0x7c:
        if (this.flowLevel === 0) return this.fetchBlockScalar(true);
        break;
      case 0x3e:
        if (this.flowLevel === 0) return this.fetchBlockScalar(false);
        break;
      case QUOTE: return this.fetchQuoted(true);
      case DOUBLE_QUOTE: return this.fetchQuoted(false);
    }
    if (!(isBlankOrEnd(code) || STARTS_NO_PLAIN.has(code)) || code === MINUS && !isBlank(next)
      || this.flowLevel === 0 && (code === QUESTION || code === COLON) && !isBlankOrEnd(next)) {
      return this.fetchPlain();
    }
    this.fail('found character that cannot start any token');
  }

  private isDocumentIndicator(): boolean {
    const code = this.at();
    return (code === MINUS || code === DOT) && this.at(1) === code && this.at(2) === code && isBlankOrEnd(this.at(3));
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line < this.line || key.index + 1024 < this.pos - this.pairs) {
      if (key.required) this.fail("could not find expected ':'", key.pos);
      key.possible = false;
      return false;
    }
    return true;
  }

  private saveSimpleKey(): void {
    if (!this.keyAllowed) return;
    const key = {
      possible: true,
      required: this.flowLevel === 0 && this.indent === this.column,
      token: this.parsed + this.tokens.length - this.head,
      pos: this.pos,
      index: this.pos - this.pairs,
      line: this.line,
      column: this.column,
    };
    this.removeSimpleKey();
    this.keys[this.keys.length - 1] = key;
    this.keysByToken.set(key.token, key);
  }

  private removeSimpleKey(): void {
    const key = this.keys[this.keys.length - 1];
    if (!key.possible) return;
    if (key.required) this.fail("could not find expected ':'", key.pos);
    key.possible = false;
    this.keysByToken.delete(key.token);
  }

  private rollIndent(column: number, key: SimpleKey | undefined, type: TokenType): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (key) this.insert(type, key);
    else this.push(type, this.pos);
  }

  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.pos);
      this.indent = this.indents.pop()!;
    }
  }

  private fetchStreamEnd(): void {
    this.lineStart = this.pos;
    this.line++;
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.keyAllowed = false;
    this.push('stream-end', this.pos);
  }

  private fetchDirective(): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.keyAllowed = false;
    const start = this.pos;
    this.skip();
    const name = this.scanWord();
    if (name === '') this.fail('could not find expected directive name', start);
    if (!isBlankOrEnd(this.at())) this.fail('found unexpected non-alphabetical character', start);
    this.skipBlanks();
    if (name === 'YAML') {
      const version = /(\d{1,2})\.(\d{1,2})(?!\d)/y;
      version.lastIndex = this.pos;
      const found = version.exec(this.text) ?? this.fail('did not find expected version number', start);
      this.pos += found[0].length;
      this.push('version', start, `${Number(found[1])}.${Number(found[2])}`);
    } else if (name === 'TAG') {
      const handle = this.scanTagHandle(true, start);
      if (!isBlank(this.at())) this.fail('did not find expected whitespace', start);
      this.skipBlanks();
      const prefix = this.scanTagUri('', start);
      if (!isBlankOrEnd(this.at())) this.fail('did not find expected whitespace or line break', start);
      this.push('tag-directive', start, handle, prefix);
    } else {
      this.fail('found unknown directive name', start);
    }
    this.skipBlanks();
    this.skipComment();
    if (!isBreakOrEnd(this.at())) this.fail('did not find expected comment or line break', start);
    if (this.at() !== 0) this.skipLine();
  }

  private fetchDocumentIndicator(type: TokenType): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.keyAllowed = false;
    const start = this.pos;
    this.pos += 3;
    this.push(type, start);
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveSimpleKey();
    this.keys.push({ possible: false, required: false, token: this.parsed + this.tokens.length - this.head, pos: 0, index: 0, line: 0, column: 0 });
    this.flowLevel++;
    this.keyAllowed = true;
    this.single(type);
  }

  private fetchFlowEnd(type: TokenType): void {
    this.removeSimpleKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keysByToken.delete(this.keys.pop()!.token);
    }
    this.keyAllowed = false;
    this.single(type);
  }

  private fetchFlowEntry(): void {
    this.removeSimpleKey();
    this.keyAllowed = true;
    this.single(',');
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail('block sequence entries are not allowed in this context');
      this.rollIndent(this.column, undefined, 'block-sequence-start');
    }
    this.removeSimpleKey();
    this.keyAllowed = true;
    this.single('-');
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail('mapping keys are not allowed in this context');
      this.rollIndent(this.column, undefined, 'block-mapping-start');
    }
    this.removeSimpleKey();
    this.keyAllowed = this.flowLevel === 0;
    this.single('?');
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1];
    if (this.isValid(key)) {
      this.insert('?', key);
      this.rollIndent(key.column, key, 'block-mapping-start');
      key.possible = false;
      this.keysByToken.delete(key.token);
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) this.fail('mapping values are not allowed in this context');
        this.rollIndent(this.column, undefined, 'block-mapping-start');
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.single(':');
  }

  /** A token of one character. */
  private single(type: TokenType): void {
    const start = this.pos;
    this.pos++;
    this.push(type, start);
  }

  private fetchNamed(type: 'alias' | 'anchor'): void {
    this.saveSimpleKey();
    this.keyAllowed = false;
    const start = this.pos;
    this.skip();
    const name = this.scanWord();
    if (name === '' || !(isBlankOrEnd(this.at()) || ENDS_NAME.has(this.at()))) this.fail('did not find expected alphabetic or numeric character', start);
    this.push(type, start, name);
  }

  private fetchTag(): void {
    this.saveSimpleKey();
    this.keyAllowed = false;
    const start = this.pos;
    let handle = '';
    let suffix: string;
    if (this.at(1) === LESS) {
      this.pos += 2;
      suffix = this.scanTagUri('', start);
      if (this.at() !== GREATER) this.fail("did not find the expected '>'", start);
      this.skip();
    } else {
      handle = this.scanTagHandle(false, start);
      if (handle.length > 1 && handle.endsWith('!')) {
        suffix = this.scanTagUri('', start);
      } else {
        suffix = this.scanTagUri(handle, start);
        [handle, suffix] = suffix === '' ? ['', '!'] : ['!', suffix];
      }
    }
    if (!isBlankOrEnd(this.at())) this.fail('did not find expected whitespace or line break', start);
    this.push('tag', start, handle, suffix);
  }

  private scanTagHandle(isDirective: boolean, start: number): string {
    if (this.at() !== BANG) this.fail("did not find expected '!'", start);
    this.skip();
    const name = `!${this.scanWord()}`;
    if (this.at() === BANG) {
      this.skip();
      return `${name}!`;
    }
    if (isDirective && name !== '!') this.fail("did not find expected '!'", start);
    return name;
  }

  /** `head` is what was taken for a handle, and begins the suffix. */
  private scanTagUri(head: string, start: number): string {
    let uri = head.slice(1);
    const first = this.pos;
    while (isWord(this.at()) || IN_URI.has(this.at())) {
      if (this.at() === PERCENT) {
        uri += this.scanUriEscapes(start);
      } else {
        uri += String.fromCharCode(this.at());
        this.skip();
      }
    }
    if (head === '' && this.pos === first) this.fail('did not find expected tag URI', start);
    return uri;
  }

  private scanUriEscapes(start: number): string {
    const bytes: number[] = [];
    let width = 1;
    while (bytes.length < width) {
      if (this.at() !== PERCENT || !isHex(this.at(1)) || !isHex(this.at(2))) this.fail('did not find URI escaped octet', start);
      const byte = parseInt(this.text.slice(this.pos + 1, this.pos + 3), 16);
      if (bytes.length === 0) {
        width = byte < 0x80 ? 1 : byte >> 5 === 6 ? 2 : byte >> 4 === 14 ? 3 : byte >> 3 === 30 ? 4 : this.fail('found an incorrect leading UTF-8 octet', start);
      } else if (byte >> 6 !== 2) {
        this.fail('found an incorrect trailing UTF-8 octet', start);
      }
      bytes.push(byte);
      this.pos += 3;
    }
    return Buffer.from(bytes).toString('utf8');
  }

  private scanWord(): string {
    const start = this.pos;
    while (isWord(this.at())) this.pos++;
    return this.text.slice(start, this.pos);
  }

  private fetchBlockScalar(isLiteral: boolean): void {
    this.removeSimpleKey();
    this.keyAllowed = true;
    const start = this.pos;
    this.skip();
    let chomping = '';
    let increment = 0;
    const scanChomping = () => {
      if (this.at() !== PLUS && this.at() !== MINUS) return;
      chomping = String.fromCharCode(this.at());
      this.skip();
    };
    const scanIncrement = () => {
      if (this.at() < 0x30 || this.at() > 0x39) return;
      if (this.at() === 0x30) this.fail('found an indentation indicator equal to 0', start);
      increment = this.at() - 0x30;
      this.skip();
    };
    scanChomping();
    scanIncrement();
    if (chomping === '') scanChomping();
    this.skipBlanks();
    this.skipComment();
    if (!isBreakOrEnd(this.at())) this.fail('did not find expected comment or line break', start);
    if (this.at() !== 0) this.skipLine();

    let indent = increment === 0 ? 0 : Math.max(this.indent, 0) + increment;
    let value = '';
    let leadingBreak = '';
    let isLeadingBlank = false;
    let breaks: string;
    [breaks, indent] = this.scanBlockBreaks(indent, start);
    while (this.column === indent && this.at() !== 0) {
      const isTrailingBlank = isBlank(this.at());
      if (!isLiteral && !isLeadingBlank && !isTrailingBlank && leadingBreak === '\n') {
        if (breaks === '') value += ' ';
      } else {
        value += leadingBreak;
      }
      value += breaks;
      isLeadingBlank = isBlank(this.at());
      value += this.skipRun(REST_OF_LINE);
      leadingBreak = this.at() === 0 ? '' : this.skipLine();
      [breaks, indent] = this.scanBlockBreaks(indent, start);
    }
    if (chomping !== '-') value += leadingBreak;
    if (chomping === '+') value += breaks;
    this.push('scalar', start, value);
  }

  /** The line breaks that follow, and the indentation, found out where it is not known. */
  private scanBlockBreaks(known: number, start: number): [string, number] {
    let breaks = '';
    let deepest = 0;
    while (true) {
      while ((known === 0 || this.column < known) && this.at() === SPACE) this.pos++;
      deepest = Math.max(deepest, this.column);
      if ((known === 0 || this.column < known) && this.at() === TAB) {
        this.fail('found a tab character where an indentation space is expected', start);
      }
      if (!isBreak(this.at())) break;
      breaks += this.skipLine();
    }
    return [breaks, known === 0 ? Math.max(deepest, this.indent + 1, 1) : known];
  }

  private fetchQuoted(isSingle: boolean): void {
    this.saveSimpleKey();
    this.keyAllowed = false;
    const start = this.pos;
    const quote = isSingle ? QUOTE : DOUBLE_QUOTE;
    this.skip();
    let value = '';
    while (true) {
      if (this.column === 0 && this.isDocumentIndicator()) this.fail('found unexpected document indicator', start);
      if (this.at() === 0) this.fail('found unexpected end of stream', start);
      let isOnNewLine = false;
      while (!isBlankOrEnd(this.at())) {
        value += this.skipRun(isSingle ? IN_QUOTES : IN_DOUBLE_QUOTES);
        if (this.at() === quote) {
          if (!isSingle || this.at(1) !== QUOTE) break;
          value += "'";
          this.pos += 2;
        } else if (this.at() === BACKSLASH && !isSingle) {
          if (isBreak(this.at(1))) {
            this.skip();
            this.skipLine();
            isOnNewLine = true;
            break;
          }
          value += this.scanEscape(start);
        }
      }
      if (this.at() === quote) break;

      let blanks = '';
      let leadingBreak = '';
      let breaks = '';
      while (isBlank(this.at()) || isBreak(this.at())) {
        if (isBlank(this.at())) {
          if (!isOnNewLine) blanks += String.fromCharCode(this.at());
          this.skip();
        } else if (isOnNewLine) {
          breaks += this.skipLine();
        } else {
          leadingBreak = this.skipLine();
          isOnNewLine = true;
        }
      }
      value += isOnNewLine ? folded(leadingBreak, breaks) : blanks;
    }
    this.skip();
    this.push('scalar', start, value);
  }

  private scanEscape(start: number): string {
    const letter = String.fromCharCode(this.at(1));
    const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
    if (length === 0) {
      const value = ESCAPES.get(letter) ?? this.fail('found unknown escape character', start);
      this.pos += 2;
      return value;
    }
    const digits = this.text.slice(this.pos + 2, this.pos + 2 + length);
    if (digits.length < length || !/^[\dA-Fa-f]+$/.test(digits)) this.fail('did not find expected hexdecimal number', start);
    const code = parseInt(digits, 16);
    if (code >= 0xd800 && code <= 0xdfff || code > 0x10ffff) this.fail('found invalid Unicode character escape code', start);
    this.pos += 2 + length;
    return String.fromCodePoint(code);
  }

  private fetchPlain(): void {
    this.saveSimpleKey();
    this.keyAllowed = false;
    const start = this.pos;
    const indent = this.indent + 1;
    let value = '';
    let blanks = '';
    let leadingBreak = '';
    let breaks = '';
    let isOnNewLine = false;
    let end = this.pos;
    while (true) {
      if (this.column === 0 && this.isDocumentIndicator()) break;
      if (this.at() === HASH) break;
      const run = this.skipWords();
      if (run !== '') {
        value += (isOnNewLine ? folded(leadingBreak, breaks) : blanks) + run;
        blanks = leadingBreak = breaks = '';
        isOnNewLine = false;
        end = this.pos;
      }
      if (!(isBlank(this.at()) || isBreak(this.at()))) break;
      while (isBlank(this.at()) || isBreak(this.at())) {
        if (isBlank(this.at())) {
          if (isOnNewLine && this.column < indent && this.at() === TAB) this.fail('found a tab character that violates indentation', start);
          if (!isOnNewLine) blanks += String.fromCharCode(this.at());
          this.skip();
        } else if (isOnNewLine) {
          breaks += this.skipLine();
        } else {
          blanks = '';
          leadingBreak = this.skipLine();
          isOnNewLine = true;
        }
      }
      if (this.flowLevel === 0 && this.column < indent) break;
    }
    this.tokens.push({ type: 'scalar', start, end, value, suffix: '', isPlain: true });
    if (isOnNewLine) this.keyAllowed = true;
  }

  /** A run of plain text, in which a ":" is no more than a character where none of white space follows. */
  private skipWords(): string {
    const start = this.pos;
    while (true) {
      this.skipRun(this.flowLevel > 0 ? PLAIN_IN_FLOW : PLAIN);
      if (this.at() !== COLON || isBlankOrEnd(this.at(1))) return this.text.slice(start, this.pos);
      this.pos++;
    }
  }

  private scanToNextToken(): void {
    while (true) {
      // One that kubectl finds at the beginning of a document, where texts of several files are put together.
      if (this.column === 0 && this.at() === 0xfeff) this.lineStart = ++this.pos;
      while (this.at() === SPACE || (this.flowLevel > 0 || !this.keyAllowed) && this.at() === TAB) this.pos++;
      this.skipComment();
      if (!isBreak(this.at())) return;
      this.skipLine();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }
}

export type TokenType =
  'stream-end' | 'version' | 'tag-directive' | 'document-start' | 'document-end' | 'block-sequence-start' | 'block-mapping-start' | 'block-end'
  | '[' | ']' | '{' | '}' | ',' | '-' | '?' | ':' | 'alias' | 'anchor' | 'tag' | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** Of a scalar its text, of an alias or anchor its name, of a tag its handle. */
  readonly value: string;
  /** The rest of a tag, or the prefix that a %TAG gives its handle. */
  readonly suffix: string;
  /** A scalar without quotes that is no block. */
  readonly isPlain: boolean;
}

/** Where a key may begin that shows itself as one only by the ":" after it. */
interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  readonly token: number;
  readonly pos: number;
  /** The same in characters. */
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

const BOM = '\ufeff';
/** What YAML does not allow. */
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Cs}/u;

// Runs of characters within a line, each of one class, since JavaScript's engine ends at long runs of alternatives. What ends a text is NUL.
const REST_OF_LINE = /[^\0\r\n\x85\u2028\u2029]*/y;
const PLAIN = /[^\0\t \r\n\x85\u2028\u2029:]*/y;
const PLAIN_IN_FLOW = /[^\0\t \r\n\x85\u2028\u2029:,?[\]{}]*/y;
const IN_QUOTES = /[^\0\t \r\n\x85\u2028\u2029']*/y;
const IN_DOUBLE_QUOTES = /[^\0\t \r\n\x85\u2028\u2029"\\]*/y;
/** Characters of two units. */
const PAIR = /[\ud800-\udbff]/;
const PAIRS = /[\ud800-\udbff]/g;

const TAB = 9;
const SPACE = 32;
const BANG = 0x21;
const DOUBLE_QUOTE = 0x22;
const HASH = 0x23;
const PERCENT = 0x25;
const QUOTE = 0x27;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const LESS = 0x3c;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const BACKSLASH = 0x5c;

const codes = (characters: string) => new Set([...characters].map(character => character.charCodeAt(0)));
const STARTS_NO_PLAIN = codes('-?:,[]{}#&*!|>\'"%@`');
const ENDS_NAME = codes('?:,]}%@`');
const IN_URI = codes(";/?:@&=+$,.!~*'()[]%");
const ESCAPES = new Map(Object.entries({
  '0': '\0',
  'a': '\x07',
  'b': '\b',
  't': '\t',
  '\t': '\t',
  'n': '\n',
  'v': '\v',
  'f': '\f',
  'r': '\r',
  'e': '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  'N': '\x85',
  '_': '\xa0',
  'L': '\u2028',
  'P': '\u2029',
}));

function folded(leadingBreak: string, breaks: string): string {
  if (leadingBreak !== '\n') return leadingBreak + breaks;
  return breaks === '' ? ' ' : breaks;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isBreakOrEnd(code);
}

function isWord(code: number): boolean {
  return code >= 0x61 && code <= 0x7a || code >= 0x41 && code <= 0x5a || code >= 0x30 && code <= 0x39 || code === 0x5f || code === MINUS;
}

function isHex(code: number): boolean {
  return code >= 0x30 && code <= 0x39 || code >= 0x41 && code <= 0x46 || code >= 0x61 && code <= 0x66;
}
