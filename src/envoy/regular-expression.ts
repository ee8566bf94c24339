/**
 * A regular expression of RE2 on a whole text, as one of JavaScript; undefined for what RE2 refuses, and for what is not translated:
 * Unicode classes, `[[:^alpha:]]`, `\C`, `\Q`, flags that change letter case within the expression, `\b` where letter case does not matter.
 *
 * RE2 reads UTF-8, and nothing in an expression matches a byte that is not UTF-8. Here U+DC80 to U+DCFF are such bytes. Since the patches for
 * CVE-2026-73552 Envoy lets it read bytes: `byteExpression`.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function regularExpression(expression: string): RegExp | undefined {
  const [, flags = '', body] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(expression)!;
  try {
    return new RegExp(`^(?:${translate(body, flags)})$`, flags.includes('i') ? 'iu' : 'u');
  } catch {
    return undefined;
  }
}

/** The same for an expression that can be translated, and a text in bytes. */
export function byteExpression(expression: string): RegExp {
  const { source, flags } = regularExpression(inBytes(expression))!;
  return new RegExp(source.replace(/\\u\{([89a-f][\da-f])\}/g, '\\u{e0$1}'), flags);
}

/** Each byte beyond ASCII as a character that has no letter case, U+E080 to U+E0FF: without letter case RE2 still compares such bytes as they are. */
export function inBytes(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, char => /[\udc80-\udcff]/.test(char) && char.length === 1
    ? String.fromCharCode(0xe000 + char.charCodeAt(0) - 0xdc00)
    : [...Buffer.from(char)].map(byte => String.fromCharCode(0xe000 + byte)).join(''));
}

const ESCAPE = String.raw`\\(?:x\{[\dA-Fa-f]{1,6}\}|x[\dA-Fa-f]{2}|0[0-7]{0,2}|[1-7][0-7]{1,2}|.)`;
const REPETITION = String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})\??`;
const CLASS = String.raw`\[\^?\]?(?:\[:\^?\w+:\]|${ESCAPE}|[^\]\\])*\]`;
const TOKEN = new RegExp(String.raw`\(\?P?<\w+>|\(\?[ims-]*:|\(\?[ims-]+\)(?![*+?{])|\(\?|${REPETITION}|${CLASS}|${ESCAPE}|.`, 'gsu');
const CLASS_ITEM = new RegExp(String.raw`\[:(?<posix>\^?\w+):\]|\\(?<perl>[dswDSW])|(?<first>${ESCAPE}|[^\\])(?:-(?<last>${ESCAPE}|[^\\]))?`, 'gsu');

const POSIX: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\0-\\x7f',
  blank: '\\t ',
  cntrl: '\\0-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t-\\r ',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};
/** RE2 has fewer white space characters than JavaScript. */
const PERL: Record<string, string> = { d: '\\d', s: '\\t\\n\\f\\r ', w: '\\w', D: '\\D', S: '\\0-\\x08\\x0b\\x0e-\\x1f!-\\u{10ffff}', W: '\\W' };
const CONTROLS: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function translate(expression: string, initial: string): string {
  const outside: string[] = [];
  let flags = initial;
  let output = '';
  for (const [token] of expression.matchAll(TOKEN)) {
    const [, change] = /^\(\?([ims-]*)[:)]$/.exec(token) ?? [];
    if (/^\(.*[^)]$|^\($/.test(token)) outside.push(flags);
    if (change !== undefined) flags = changed(flags, change);
    if (flags.includes('i') !== initial.includes('i')) refuse(token);
    output += translateToken(token, flags);
    if (token === ')') flags = outside.pop() ?? refuse(token);
  }
  return output;
}

function changed(flags: string, change: string): string {
  const [on, off = ''] = change.split('-');
  return [...flags + on].filter(flag => !off.includes(flag)).join('');
}

function translateToken(token: string, flags: string): string {
  if (/^\(\?[ims-]+\)$/.test(token)) return '';
  if (token === '(?' || token === '[' || token === '\\') return refuse(token);
  if (token.startsWith('(')) return '(?:';
  if (token.startsWith('[')) return characterClass(token);
  if (token.startsWith('\\')) return escape(token, flags.includes('i'));
  if (/^\{\d/.test(token)) return token.match(/\d+/g)!.some(count => Number(count) > 1000) ? refuse(token) : token;
  switch (token[0]) {
    case '.': return oneOf(flags.includes('s') ? '^' : '^\\n');
    case '^': return flags.includes('m') ? '(?:^|(?<=\\n))' : '(?:^)';
    case '$': return flags.includes('m') ? '(?:$|(?=\\n))' : '(?:$)';
    case ')': case '|': case '*': case '+': case '?': return token;
    default: return literal(token.codePointAt(0)!);
  }
}

function escape(token: string, ignoreCase: boolean): string {
  switch (token) {
    case '\\A': return '(?:^)';
    case '\\z': return '(?:$)';
    case '\\b': case '\\B': return ignoreCase ? refuse(token) : `(?:${token})`;
    default: return token[1] in PERL ? oneOf(PERL[token[1]]) : literal(codeOf(token));
  }
}

function characterClass(token: string): string {
  const [, negation, body] = /^\[(\^?)(.*)\]$/su.exec(token)!;
  const items = [...body.matchAll(CLASS_ITEM)].map(({ groups }) => {
    const { posix, perl, first, last } = groups!;
    if (posix !== undefined) return POSIX[posix] ?? refuse(token);
    if (perl !== undefined) return PERL[perl];
    return literal(codeOf(first)) + (last === undefined ? '' : `-${literal(codeOf(last))}`);
  });
  return items.length ? oneOf(negation + items.join('')) : refuse(token);
}

function oneOf(characters: string): string {
  return `(?:(?![\\udc80-\\udcff])[${characters}])`;
}

function literal(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** The character that is written, literally or as an escape. */
function codeOf(written: string): number {
  if (!written.startsWith('\\')) return written.codePointAt(0)!;
  const [, hex, octal, letter] = /^\\(?:x\{?([\dA-Fa-f]+)\}?|(0[0-7]*|[1-7][0-7]+)|(.))$/su.exec(written)!;
  if (hex !== undefined) return parseInt(hex, 16);
  if (octal !== undefined) return parseInt(octal, 8);
  return CONTROLS[letter] ?? (/^[!-\/:-@[-`{-~ ]$/.test(letter) ? letter.charCodeAt(0) : refuse(written));
}

function refuse(text: string): never {
  throw new SyntaxError(text);
}
