import { TextPattern, regex } from './text-pattern';

/** Characters of a path segment, without the slash. */
const LITERAL = "a-zA-Z0-9\\-._~%!$&'()+,;:@=*";

/**
 * A path template with `*` for one segment and `**` for any rest; undefined where Envoy refuses it, and with it the whole listener.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/path/uri_template_lib/uri_template_internal.cc
 */
export function uriTemplate(template: string, written = template): TextPattern | undefined {
  if (!/^\/[!-~]*$/.test(template)) return undefined;
  const segments = template === '/' ? [] : template.slice(1).split('/');
  const parsed = segments.map((segment, index) => segmentPattern(segment, index === segments.length - 1));
  if (parsed.includes(undefined) || globAfterRest(segments)) return undefined;
  return regex(`/${parsed.join('/')}`, written);
}

/** A glob may be followed by a literal only in the last segment. */
function segmentPattern(segment: string, last: boolean): string | undefined {
  const [, glob, tail] = /^(\*{0,2})(.*)$/.exec(segment)!;
  if (segment === '') return last ? '' : undefined;
  if (tail !== '' && (!new RegExp(`^[${LITERAL}]+$`).test(tail) || glob !== '' && !last)) return undefined;
  // Envoy leaves an asterisk inside a literal as it is, so that it repeats the character before it.
  const literal = tail.replace(/[$()+.]/g, char => `\\${char}`);
  return (glob === '*' ? `[${LITERAL}]+` : glob === '**' ? `[${LITERAL}/]*` : '') + literal;
}

function globAfterRest(segments: readonly string[]): boolean {
  const globs = segments.filter(segment => segment.startsWith('*'));
  return globs.slice(0, -1).some(segment => segment.startsWith('**'));
}
