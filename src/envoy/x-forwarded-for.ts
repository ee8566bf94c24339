import { WireAddress, wireAddress } from './wire-address';

/** One header out of several lines, as Envoy stores it; undefined if there was none. */
export function joinLines(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : lines.map(line => trim(line)).filter(line => line !== '').join(',');
}

/**
 * The entry that is the `position`th from the right, counted before Envoy adds its own.
 *
 * Envoy cuts the text at commas from the right and reads what remains after the last one. A comma at the end of the text is not a
 * separator, so `192.0.2.1,` is one entry that cannot be read.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/common/http/utility.cc getLastAddressFromXFF
 */
export function entryFromTheRight(header: string | undefined, position: number): { readonly text?: string; readonly address?: WireAddress } {
  let rest = header;
  for (let skipped = 1; rest !== undefined && skipped < position; skipped++) {
    rest = rest.includes(',') ? rest.slice(0, rest.lastIndexOf(',')) : undefined;
  }
  if (rest === undefined) return {};
  const comma = rest.lastIndexOf(',');
  const text = trim(comma + 1 < rest.length ? rest.slice(comma + 1) : rest);
  return { text, address: wireAddress(text) };
}

/** The header with Envoy's own entry, without a blank before it. */
export function appendEntry(header: string | undefined, entry: string): string {
  return header ? `${header},${entry}` : entry;
}

/** White space of C, which has fewer characters than that of JavaScript. */
function trim(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
}
