import { Words } from './words';

const HEX = [...'0123456789abcdef'].map(character => character.charCodeAt(0));
const [DOT, SLASH, ZERO, COLON] = [...'./0:'].map(character => character.charCodeAt(0));

/** The most characters that a block has. */
export const MAX_BLOCK_LENGTH: Record<Words, number> = { 1: '255.255.255.255/32'.length, 4: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128'.length };

/** Writes a block in ASCII from `at` on; returns where it ends. */
export function writeBlock(address: Uint32Array, prefixLength: number, words: Words, text: Uint8Array, at: number): number {
  const slash = writeAddress(address, words, text, at);
  text[slash] = SLASH;
  return writeDecimal(prefixLength, text, slash + 1);
}

/** The shortest lower-case form of RFC 5952. Never with an IPv4 tail: an address that has one by that rule is refused when it is read. */
export function writeAddress(address: Uint32Array, words: Words, text: Uint8Array, at: number): number {
  return words === 1 ? writeIpv4(address[0], text, at) : writeIpv6(address, text, at);
}

function writeIpv4(address: number, text: Uint8Array, start: number): number {
  let at = writeDecimal(address >>> 24, text, start);
  for (let shift = 16; shift >= 0; shift -= 8) {
    text[at] = DOT;
    at = writeDecimal((address >>> shift) & 255, text, at + 1);
  }
  return at;
}

/** The eight 16-bit groups between colons. */
const GROUPS = new Uint16Array(8);

function writeIpv6(address: Uint32Array, text: Uint8Array, start: number): number {
  for (let group = 0; group < 8; group++) GROUPS[group] = address[group >> 1] >>> (group % 2 === 0 ? 16 : 0);
  const zeros = longestZeros();
  let at = start;
  for (let group = 0; group < 8; group++) {
    if (group > 0) text[at++] = COLON;
    if (group === zeros) {
      while (GROUPS[group] === 0) group++;
      if (zeros === 0) text[at++] = COLON;
      text[at++] = COLON;
    }
    if (group < 8) at = writeHex(GROUPS[group], text, at);
  }
  return at;
}

/** Where the first of the longest runs of zero groups begins. A single zero group is not a run. */
function longestZeros(): number {
  let start = 8;
  let longest = 1;
  for (let group = 0, run = 0; group < 8; group++) {
    run = GROUPS[group] === 0 ? run + 1 : 0;
    if (run > longest) {
      start = group - run + 1;
      longest = run;
    }
  }
  return start;
}

function writeHex(group: number, text: Uint8Array, start: number): number {
  let at = start;
  for (let shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0; shift >= 0; shift -= 4) text[at++] = HEX[(group >> shift) & 15];
  return at;
}

function writeDecimal(number: number, text: Uint8Array, start: number): number {
  let at = start;
  if (number > 99) text[at++] = ZERO + ((number / 100) | 0);
  if (number > 9) text[at++] = ZERO + ((number / 10) | 0) % 10;
  text[at++] = ZERO + number % 10;
  return at;
}
