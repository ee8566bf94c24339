import { Words } from './words';

/**
 * Reads the address from `start` to before `end`, exactly as Go's netip.ParseAddr does, except zones. Character by
 * character and in place, because there may be a million of them.
 *
 * @returns how many words of `address` it wrote; 0 for what is not an address
 * @see https://pkg.go.dev/net/netip#ParseAddr
 */
export function readAddress(text: string, start: number, end: number, address: Uint32Array): Words | 0 {
  if (readIpv4(text, start, end, address)) return 1;
  return readIpv6(text, start, end, address) ? 4 : 0;
}

const [DOT, ZERO, NINE, COLON, A, F] = [...'.09:af'].map(character => character.charCodeAt(0));

function readIpv4(text: string, start: number, end: number, address: Uint32Array): boolean {
  let number = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      if (octet === 0 && digits > 0) return false; // a leading zero
      octet = octet * 10 + code - ZERO;
      digits++;
      if (octet > 255) return false;
    } else if (code === DOT && digits > 0) {
      number = (number << 8) | octet;
      octet = digits = 0;
      dots++;
    } else {
      return false;
    }
  }
  address[0] = (number << 8) | octet;
  return dots === 3 && digits > 0;
}

/** The eight 16-bit groups between colons. */
const GROUPS = new Uint16Array(8);

function readIpv6(text: string, start: number, end: number, address: Uint32Array): boolean {
  let count = 0;
  let gap = -1; // how many groups come before "::"
  let at = start;
  if (start + 2 <= end && text.startsWith('::', start)) {
    gap = 0;
    at += 2;
  }
  while (at < end) {
    const groupEnd = readGroup(text, at, end, count);
    if (groupEnd === at || count === 8) return false;
    if (groupEnd < end && text.charCodeAt(groupEnd) === DOT) {
      if (count > 6 || !readIpv4(text, at, end, address)) return false;
      GROUPS[count++] = address[0] >>> 16;
      GROUPS[count++] = address[0];
      break;
    }
    count++;
    if (groupEnd === end) break;
    if (text.charCodeAt(groupEnd) !== COLON || groupEnd + 1 === end) return false;
    at = groupEnd + 1;
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return false;
      gap = count;
      at++;
    }
  }
  if (gap >= 0 ? count === 8 : count < 8) return false; // "::" replaces at least one group
  if (gap >= 0) GROUPS.copyWithin(gap + 8 - count, gap, count).fill(0, gap, gap + 8 - count);
  for (let word = 0; word < 4; word++) address[word] = (GROUPS[2 * word] << 16) | GROUPS[2 * word + 1];
  return true;
}

/** Reads up to four hexadecimal digits; returns where they end. */
function readGroup(text: string, start: number, end: number, group: number): number {
  let value = 0;
  let at = start;
  for (; at < end && at < start + 4; at++) {
    const digit = hexDigit(text.charCodeAt(at));
    if (digit < 0) break;
    value = value * 16 + digit;
  }
  GROUPS[group] = value;
  return at;
}

function hexDigit(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  const lowerCase = code | 32;
  return lowerCase >= A && lowerCase <= F ? lowerCase - A + 10 : -1;
}
