import { byteExpression, inBytes, regularExpression } from './regular-expression';

/** A pattern on one text, as Envoy's StringMatcher has it. */
export interface TextPattern {
  /** As its author wrote it. */
  readonly written: string;
  /** `readsBytes`: whether Envoy's regular expressions are about bytes, and not about the characters of UTF-8. */
  matches(text: string, readsBytes?: boolean): boolean;
}

export function exact(value: string, ignoreCase = false, written = value): TextPattern {
  const wanted = fold(value, ignoreCase);
  return { written, matches: text => fold(text, ignoreCase) === wanted };
}

export function prefix(value: string, ignoreCase = false, written = `${value}*`): TextPattern {
  const wanted = fold(value, ignoreCase);
  return { written, matches: text => fold(text, ignoreCase).startsWith(wanted) };
}

export function suffix(value: string, ignoreCase = false, written = `*${value}`): TextPattern {
  const wanted = fold(value, ignoreCase);
  return { written, matches: text => fold(text, ignoreCase).endsWith(wanted) };
}

export function contains(value: string, ignoreCase = false): TextPattern {
  const wanted = fold(value, ignoreCase);
  return { written: `*${value}*`, matches: text => fold(text, ignoreCase).includes(wanted) };
}

/** A regular expression of RE2 on the whole text; undefined for one that is not read. */
export function regex(expression: string, written = expression): TextPattern | undefined {
  const whole = regularExpression(expression);
  return whole && {
    written,
    // Of ASCII both say the same.
    matches: (text, readsBytes = false) => readsBytes && !/^[\0-\x7f]*$/.test(text) ? byteExpression(expression).test(inBytes(text)) : whole.test(text),
  };
}

/** Only ASCII letters have two cases in Envoy. */
function fold(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.replace(/[A-Z]/g, letter => letter.toLowerCase()) : text;
}
