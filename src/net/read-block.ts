import { IPV6, fromWords, printAddress, width } from './address';
import { Mistake, diagnose, quote } from './mistakes';
import { Prefix } from './prefix';
import { Range, blockAround, printBlock } from './ranges';

const MAPPED = blockAround(IPV6 + 0xffff00000000n, 96);

/** Reads what Go's net/netip reads, without what this library refuses on purpose, or says what is wrong. */
export function readBlock(text: unknown): Range | Mistake {
  const prefix = new Prefix();
  if (typeof text !== 'string' || !prefix.read(text, 0, text.length)) return explain(text);
  const address = fromWords(prefix.address, prefix.words);
  if (prefix.isMapped) return mapped(text, address, prefix.length);
  return prefix.hasHostBits ? hostBits(text, address, prefix.length) : blockAround(address, prefix.length);
}

/** Whether `readBlock` could not read it. */
export function isMistake(read: Range | Mistake): read is Mistake {
  return 'code' in read;
}

function mapped(text: string, address: bigint, length: number): Mistake {
  return {
    code: 'ipv4-mapped',
    what: `${quote(text)} is IPv4 written as IPv4-mapped IPv6`,
    why: 'Envoy compares address families, so by itself it matches no client that connects over IPv4',
    instead: `${remedy(`${printAddress(unmapped(address))}/${length - 96}`)}; the IPv4-mapped form is emitted wherever it is needed`,
  };
}

function hostBits(text: string, address: bigint, length: number): Mistake {
  const bits = width(address) - length;
  return {
    code: 'host-bits',
    what: `${quote(text)} has bits set beyond its prefix length`,
    why: `masking a mistyped /${width(address)} would open ${bits <= 32 ? 2 ** bits : `2^${bits}`} addresses`,
    instead: `write "${printBlock(blockAround(address, length))}" for the block, or "${printBlock(alone(address))}" for the one address`,
  };
}

function explain(text: unknown): Mistake {
  const { code = 'bad-address', what, why, right, instead } = diagnose(text);
  return { code, what: `${quote(text)} ${what}`, why, instead: instead ?? (right === undefined ? ANY_REMEDY : remedy(right)) };
}

const ANY_REMEDY = 'write an address such as "203.0.113.7" or "2001:db8::7", or a block such as "203.0.113.0/24" or "2001:db8::/32"';

/** How to write what a mistake probably means, which may itself contain a mistake. */
function remedy(candidate: string): string {
  const read = readBlock(candidate);
  return isMistake(read) ? read.instead : `write "${printBlock(read)}"`;
}

function alone(address: bigint): Range {
  const written = isMapped(address) ? unmapped(address) : address;
  return blockAround(written, width(written));
}

function isMapped(address: bigint): boolean {
  return MAPPED.first <= address && address <= MAPPED.last;
}

function unmapped(address: bigint): bigint {
  return address - MAPPED.first;
}
