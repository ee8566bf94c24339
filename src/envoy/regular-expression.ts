import { RE2JS, RE2JSSyntaxException } from 're2js';

/**
 * A regular expression of RE2 on a whole text, in time that grows with the text only; undefined for what RE2 refuses, and for `\C`, which is not read here.
 *
 * RE2 reads UTF-8, and nothing in an expression matches a byte that is not UTF-8. Here U+DC80 to U+DCFF are such bytes. Since the patches for
 * CVE-2026-73552 Envoy lets it read bytes: `byteExpression`.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function regularExpression(expression: string): WholeMatch | undefined {
  const compiled = compile(expression);
  return compiled && { test: text => !/\p{Cs}/u.test(text) && compiled.matches(text) };
}

/** What RE2 certainly refuses in an expression; `\C` it takes. */
export function refusedInExpression(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const { error: what, input } = error;
    return input === '\\C' ? undefined : `${what}${input ? `: ${input}` : ''}`;
  }
}

/** The same for an expression that can be read, and a text in bytes. */
export function byteExpression(expression: string): WholeMatch {
  const compiled = compile(aboutBytes(inBytes(expression)))!;
  return { test: text => compiled.matches(text) };
}

/** Whether an expression matches the whole of a text. */
export interface WholeMatch {
  test(text: string): boolean;
}

function compile(expression: string): RE2JS | undefined {
  try {
    return RE2JS.compile(expression);
  } catch {
    return undefined;
  }
}

/** Each byte beyond ASCII as a character that has no letter case, U+E080 to U+E0FF: without letter case RE2 still compares such bytes as they are. */
export function inBytes(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, char => /[\udc80-\udcff]/.test(char) && char.length === 1
    ? String.fromCharCode(0xe000 + char.charCodeAt(0) - 0xdc00)
    : [...Buffer.from(char)].map(byte => String.fromCharCode(0xe000 + byte)).join(''));
}

/** Escapes and classes of Unicode, among which some stand for bytes beyond ASCII; what is quoted; where classes begin and end. */
const TOKENS = /\\Q.*?(?:\\E|$)|\\x\{([\dA-Fa-f]+)\}|\\x([\dA-Fa-f]{2})|\\([0-7]{2,3})|(\\[pP](?:\{\^?\w+\}|\w))|\\.|\[:\^?\w+:\]|\[\^?\]?|\]/gs;

function aboutBytes(expression: string): string {
  let isInClass = false;
  return expression.replace(TOKENS, (token: string, braced?: string, hex?: string, octal?: string, named?: string) => {
    if (named !== undefined) return isInClass ? unicodeClass(named) : `[${unicodeClass(named)}]`;
    const code = octal === undefined ? parseInt(braced ?? hex ?? '', 16) : parseInt(octal, 8);
    if (code >= 0x80 && code <= 0xff) return `\\x{${(0xe000 + code).toString(16)}}`;
    if (/^\[(?!:)/.test(token)) isInClass = true;
    if (token === ']') isInClass = false;
    return token;
  });
}

/** The bytes whose characters of Latin-1 a class of Unicode has; a character that no text has, where it has none. */
function unicodeClass(name: string): string {
  const its = RE2JS.compile(name);
  const codes = Array.from({ length: 256 }, (_, code) => code).filter(code => its.matches(String.fromCharCode(code)));
  return codes.map(code => `\\x{${(code < 0x80 ? code : 0xe000 + code).toString(16)}}`).join('') || '\\x{10ffff}';
}
