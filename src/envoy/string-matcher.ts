import { fields, readChoice, refused, unread } from './message';
import { TextPattern, contains, exact, prefix, regex, suffix } from './text-pattern';

/** Envoy's StringMatcher; `namesEngine` for the one of xDS, which also needs `google_re2` beside an expression. */
export function readStringMatcher(matcher: unknown, namesEngine = false): TextPattern {
  const { ignore_case: ignoreCase = false, ...pattern } = fields(matcher, ['exact', 'prefix', 'suffix', 'contains', 'safe_regex', 'ignore_case']);
  return readChoice(pattern, {
    exact: value => exact(text(value), ignoreCase),
    prefix: value => prefix(nonEmpty(value), ignoreCase),
    suffix: value => suffix(nonEmpty(value), ignoreCase),
    contains: value => contains(nonEmpty(value), ignoreCase),
    safe_regex: value => ignoreCase ? refused('ignore_case beside safe_regex') : readRegex(value, namesEngine),
  });
}

function readRegex(matcher: unknown, namesEngine: boolean): TextPattern {
  const { regex: expression, google_re2: engine } = fields(matcher, ['regex', 'google_re2']);
  if (namesEngine && engine === undefined) return refused('a safe_regex without google_re2');
  return regex(nonEmpty(expression)) ?? unread(`the expression ${expression}`);
}

function nonEmpty(value: unknown): string {
  return text(value) === '' ? refused('an empty text to look for') : text(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : unread(`the text ${JSON.stringify(value)}`);
}
