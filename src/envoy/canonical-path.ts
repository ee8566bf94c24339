/** What Envoy does with escaped slashes in paths, `%2f` and `%5c`; its `path_with_escaped_slashes_action`. */
export enum EscapedSlashes {
  /** Passes them on. */
  KEEP_UNCHANGED = 'KEEP_UNCHANGED',
  /** Answers 400. */
  REJECT_REQUEST = 'REJECT_REQUEST',
  /** Answers 307 with the path as it is after all normalization. */
  UNESCAPE_AND_REDIRECT = 'UNESCAPE_AND_REDIRECT',
  /** Passes the path on with slashes in their place. */
  UNESCAPE_AND_FORWARD = 'UNESCAPE_AND_FORWARD',
}

/** What a connection manager does to paths. */
export interface PathHandling {
  readonly escapedSlashes: EscapedSlashes;
  /** `normalize_path`: dot segments are resolved, and backslashes become slashes. */
  readonly normalizes: boolean;
  /** Whether `normalize_path` takes `..;x` for `..`: since the patches for CVE-2026-73551. */
  readonly readsDotParameters: boolean;
  readonly mergesSlashes: boolean;
}

/** A path as policies, routes and backends see it. */
export interface CanonicalPath {
  readonly path: string;
  /** Envoy answers with a redirect to it. */
  readonly redirects: boolean;
}

/**
 * What becomes of a path; undefined where Envoy answers 400. The query stays as it is.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.39.3/source/common/http/conn_manager_utility.cc maybeNormalizePath
 */
export function canonicalPath(sent: string, handling: PathHandling): CanonicalPath | undefined {
  const { escapedSlashes, normalizes, readsDotParameters, mergesSlashes } = handling;
  // Istio's bootstrap turns http_reject_path_with_fragment off: the fragment is removed, and the rest counts.
  const whole = sent.replace(/#.*$/s, '');
  const start = whole.includes('?') ? whole.indexOf('?') : whole.length;
  const received = Buffer.from(whole.slice(0, start)).toString('latin1');
  const unescaped = escapedSlashes === EscapedSlashes.KEEP_UNCHANGED ? received : received.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
  const isEscaped = unescaped !== received;
  if (isEscaped && escapedSlashes === EscapedSlashes.REJECT_REQUEST) return undefined;
  const canonical = normalizes ? new Canonicalizer(readsDotParameters ? withoutDotParameters(unescaped) : unescaped).run() : unescaped;
  if (canonical === undefined) return undefined;
  const path = Buffer.from(mergesSlashes ? mergeSlashes(canonical) : canonical, 'latin1').toString() + whole.slice(start);
  return { path, redirects: isEscaped && escapedSlashes === EscapedSlashes.UNESCAPE_AND_REDIRECT };
}

/** Only dots that are written as such, between slashes that are: `%2e%2e;` and `\\..;` keep their parameters. */
function withoutDotParameters(path: string): string {
  return path.replace(/(?<=^|\/)(\.\.?);[^/]*/g, '$1');
}

/** A path of slashes only becomes two. */
function mergeSlashes(path: string): string {
  return path.replace(/\/+/g, '/').replace(/^\/$/, path.length > 1 ? '//' : '/');
}

/** The path alone, which policies compare. */
export function withoutQuery(path: string): string {
  return path.replace(/[?#].*$/s, '');
}

/** Unescaped wherever they come escaped. */
const UNESCAPED = /^[A-Za-z0-9_~-]$/;
/** Always escaped. Bytes above ASCII are escaped one by one. */
// eslint-disable-next-line no-control-regex
const ESCAPED = /^[\x01-\x20"#<>?^`{|}\x7f-\xff]$/;

/**
 * Path canonicalization of the URL library that Envoy uses (google/gurl of 2022), which is Chrome's of that time:
 * dot segments are resolved, backslashes become slashes, unreserved characters are unescaped. Letters keep their case, slashes are not merged.
 */
class Canonicalizer {
  private output = '';
  private valid = true;
  /** Where the output has a `%` that does not begin an escape; another escape next to it must not complete one. */
  private strayPercent = -Infinity;
  private at = 0;

  public constructor(private readonly input: string) {}

  public run(): string | undefined {
    while (this.at < this.input.length) this.next();
    return this.valid ? this.output : undefined;
  }

  private next(): void {
    const char = this.input[this.at];
    const dot = dotAt(this.input, this.at);
    if (dot > 0) {
      this.dot(dot);
    } else if (char === '\\') {
      this.write('/', 1);
    } else if (char === '%') {
      this.percent();
    } else if (char === '\0') {
      this.valid = false;
      this.write('%00', 1);
    } else {
      this.write(ESCAPED.test(char) ? `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : char, 1);
    }
  }

  private write(text: string, consumed: number): void {
    this.output += text;
    this.at += consumed;
  }

  private dot(length: number): void {
    const after = this.at + length;
    const second = dotAt(this.input, after);
    if (!this.output.endsWith('/')) {
      this.write('.', length);
    } else if (this.endsSegment(after)) {
      this.at = after + 1;
    } else if (second > 0 && this.endsSegment(after + second)) {
      this.up();
      this.at = after + second + 1;
    } else {
      this.write('.', length);
    }
  }

  private endsSegment(position: number): boolean {
    return position >= this.input.length || isSlash(this.input[position]);
  }

  private up(): void {
    if (this.output.length > 1) this.output = this.output.slice(0, this.output.lastIndexOf('/', this.output.length - 2) + 1);
  }

  private percent(): void {
    const escape = escapeAt(this.input, this.at);
    if (escape === undefined) {
      this.strayPercent = this.output.length;
      this.write('%', 1);
    } else if (UNESCAPED.test(escape)) {
      this.write(escape, 3);
      if (this.strayPercent >= this.output.length - 3) this.escapeNested(escape);
    } else {
      this.valid &&= escape !== '\0';
      this.write(this.input.slice(this.at, this.at + 3), 3);
    }
  }

  /** `%%300` must not become `%00`: where unescaping completes an escape, the `%` of that escape is escaped. */
  private escapeNested(unescaped: string): void {
    const follows = this.strayPercent === this.output.length - 2;
    const whole = follows ? this.output + this.input.slice(this.at, this.at + 1) : this.output;
    if (escapeAt(whole, this.strayPercent) === undefined) return;
    const head = this.output.slice(0, this.strayPercent);
    // With `follows` the next character is not consumed: it is written when its turn comes.
    this.output = `${head}%25${follows ? unescaped : whole[this.strayPercent + 1] + unescaped}`;
  }
}

function isSlash(char: string | undefined): boolean {
  return char === '/' || char === '\\';
}

/** How long the dot at this position is, `.` or `%2e`. */
function dotAt(text: string, position: number): number {
  if (text[position] === '.') return 1;
  return /^%2e$/i.test(text.slice(position, position + 3)) ? 3 : 0;
}

function escapeAt(text: string, position: number): string | undefined {
  const [, hex] = /^%([\da-f]{2})/i.exec(text.slice(position, position + 3)) ?? [];
  return hex === undefined ? undefined : String.fromCharCode(parseInt(hex, 16));
}
