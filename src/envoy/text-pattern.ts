/** A pattern on one text, as Envoy's StringMatcher has it. */
export interface TextPattern {
  /** As its author wrote it. */
  readonly written: string;
  matches(text: string): boolean;
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

/** A regular expression of RE2 on the whole text; undefined for one that JavaScript does not read. */
export function regex(expression: string, written = expression): TextPattern | undefined {
  const whole = compile(expression);
  return whole && { written, matches: text => whole.test(text) };
}

/** RE2's syntax is nearly JavaScript's: flags stand in front, classes have POSIX names, captures are named `?P<`. */
function compile(expression: string): RegExp | undefined {
  const [, flags = '', body] = /^(?:\(\?([a-zA-Z]+)\))?(.*)$/s.exec(expression)!;
  const translated = body.replace(/\(\?P</g, '(?<').replace(/\[:(\w+):\]/g, (all, name) => POSIX[name] ?? all).replace(/\\z/g, '$').replace(/\\A/g, '^');
  try {
    return new RegExp(`^(?:${translated})$`, flags.replace(/[^ims]/g, ''));
  } catch {
    return undefined;
  }
}

const POSIX: Record<string, string> = { alnum: 'A-Za-z0-9', alpha: 'A-Za-z', digit: '0-9', graph: '!-~', lower: 'a-z', space: '\\s', upper: 'A-Z', xdigit: '0-9A-Fa-f' };

/** Only ASCII letters have two cases in Envoy. */
function fold(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.replace(/[A-Z]/g, letter => letter.toLowerCase()) : text;
}
