import { readAddress } from './read-address';
import { Words } from './words';
import { MAX_BLOCK_LENGTH, writeAddress } from './write-address';

/**
 * An address is a number on one line: IPv4 from 0, IPv6 from 2^128. The families never touch, IPv4 sorts first,
 * and blocks stay aligned to their size, so code that works on numbers does not depend on the family.
 * This is for single addresses and blocks; sets are made of words (words.ts).
 */
export const IPV6 = 1n << 128n;

export function isIpv4(address: bigint): boolean {
  return address < IPV6;
}

/** How many bits an address of this family has. */
export function width(address: bigint): number {
  return isIpv4(address) ? 32 : 128;
}

/**
 * Reads an address exactly as Go's netip.ParseAddr does, except zones.
 *
 * @see https://pkg.go.dev/net/netip#ParseAddr
 */
export function parseAddress(text: string): bigint | undefined {
  const address = new Uint32Array(4);
  const words = readAddress(text, 0, text.length, address);
  return words === 0 ? undefined : fromWords(address, words);
}

/** The shortest lower-case form of RFC 5952. Never with an IPv4 tail: an address that has one by that rule is refused when it is read. */
export function printAddress(address: bigint): string {
  return printWords(toWords(address, wordsOf(address)), wordsOf(address));
}

export function printWords(address: Uint32Array, words: Words): string {
  const text = Buffer.allocUnsafe(MAX_BLOCK_LENGTH[words]);
  return text.toString('latin1', 0, writeAddress(address, words, text, 0));
}

export function wordsOf(address: bigint): Words {
  return isIpv4(address) ? 1 : 4;
}

/** Wraps around: after a family's last number comes its zero. */
export function toWords(address: bigint, words: Words): Uint32Array {
  const into = new Uint32Array(words);
  for (let word = words - 1, rest = address; word >= 0; word--, rest >>= 32n) into[word] = Number(BigInt.asUintN(32, rest));
  return into;
}

export function fromWords(address: Uint32Array, words: Words): bigint {
  return address.subarray(0, words).reduce((number, word) => (number << 32n) + BigInt(word), words === 4 ? 1n : 0n);
}
