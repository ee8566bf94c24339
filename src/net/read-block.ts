import { ALL_IPV6, parseAddress, printAddress, width } from './address';
import { Mistake, diagnose, quote } from './mistakes';
import { Range, blockAround, printBlock } from './ranges';

const MAPPED = blockAround(ALL_IPV6.first + 0xffff00000000n, 96);

/** Reads what Go's net/netip reads, less what this library refuses on purpose, or says what is wrong. */
export function readBlock(text: unknown): Range | Mistake {
  const prefix = typeof text === 'string' ? parsePrefix(text) : undefined;
  return prefix ? refuse(prefix) ?? blockAround(prefix.address, prefix.length) : explain(text);
}

/** Whether `readBlock` could not read it. */
export function isMistake(read: Range | Mistake): read is Mistake {
  return 'code' in read;
}

interface Prefix {
  readonly text: string;
  readonly address: bigint;
  readonly length: number;
}

/** @see https://pkg.go.dev/net/netip#ParsePrefix */
function parsePrefix(text: string): Prefix | undefined {
  const slash = text.lastIndexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash < 0) return { text, address, length: width(address) };
  const length = text.slice(slash + 1);
  return /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= width(address) ? { text, address, length: Number(length) } : undefined;
}

/** What netip takes and this library does not. */
function refuse({ text, address, length }: Prefix): Mistake | undefined {
  if (isMapped(address) && length >= 96) {
    return {
      code: 'ipv4-mapped',
      what: `${quote(text)} is IPv4 written as IPv4-mapped IPv6`,
      why: 'Envoy compares address families, so by itself it matches no client that comes over IPv4',
      instead: `${remedy(`${printAddress(unmapped(address))}/${length - 96}`)}; the mapped twin is emitted wherever it is needed`,
    };
  }
  const block = blockAround(address, length);
  if (block.first === address) return undefined;
  const hostBits = width(address) - length;
  return {
    code: 'host-bits',
    what: `${quote(text)} has bits set behind its prefix length`,
    why: `masking a mistyped /${width(address)} would open ${hostBits <= 32 ? 2 ** hostBits : `2^${hostBits}`} addresses`,
    instead: `write "${printBlock(block)}" for the block, or "${printBlock(alone(address))}" for the one address`,
  };
}

function explain(text: unknown): Mistake {
  const { code = 'bad-address', what, why, right, instead } = diagnose(text);
  return { code, what: `${quote(text)} ${what}`, why, instead: instead ?? (right === undefined ? ANY_REMEDY : remedy(right)) };
}

const ANY_REMEDY = 'write an address such as "203.0.113.7" or "2001:db8::7", or a block such as "203.0.113.0/24" or "2001:db8::/32"';

/** How to write what a mistake probably means, which may itself hold another mistake. */
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
