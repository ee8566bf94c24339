import { FaultText } from '../fault';
import { FaultCode } from '../fault-codes';
import { isIpv4, parseAddress, width } from './address';
import { merge, printRanges } from './ranges';

/** Why a text is refused: what a Fault says, and its code. */
export interface Mistake extends FaultText {
  readonly code: FaultCode;
}

/** What the author of a text that is not an address probably meant. */
export interface Diagnosis {
  /** @default 'bad-address' */
  readonly code?: FaultCode;
  /** Follows the quoted text. */
  readonly what: string;
  readonly why: string;
  /** The same in a form that may be right. */
  readonly right?: string;
  /** What to write, where one right form does not say it. */
  readonly instead?: string;
}

/** A text as it is written in a message: control characters visible, and short. */
export function quote(text: unknown): string {
  const shown = typeof text === 'string' ? text : JSON.stringify(text) ?? String(text);
  const short = shown.length > 100 ? `${shown.slice(0, 100)}…` : shown;
  return typeof text === 'string' ? JSON.stringify(short) : short;
}

/** Recognises common mistakes. For texts that could not be read only. */
export function diagnose(text: unknown): Diagnosis {
  if (typeof text !== 'string') return { what: 'is not a text', why: 'addresses are read from text only' };
  for (const [pattern, explain] of HABITS) {
    const match = pattern.exec(text);
    const diagnosis = match && explain(match);
    if (diagnosis) return diagnosis;
  }
  return { what: 'is neither an IP address nor a CIDR block', why: NETIP };
}

const NETIP = "Istio reads addresses with Go's net/netip, which refuses it";

/** Patterns of what people write, most telling first; an explanation may decline. */
const HABITS: readonly [RegExp, (match: RegExpExecArray) => Diagnosis | undefined][] = [
  [/^\s*$/, () => ({
    what: 'is empty',
    why: 'leaving it out could hide a variable that nobody set',
  })],
  [/^\s|\s$/, ({ input }) => ({
    what: 'has blanks around it',
    why: NETIP,
    right: input.trim(),
  })],
  [/^(\*|any|all)$/i, () => ({
    what: 'is not a block',
    why: 'a list of every address must say so to its reader',
    instead: 'write IpBlocks.all(), or "0.0.0.0/0" and "::/0"',
  })],
  [/^([\d.]+)(?:\/|\s+)(\d+\.\d+\.\d+\.\d+)$/, ([, address, mask]) => netmask(address, mask)],
  [/^([^-–\s]+)\s*[-–]\s*([^-–\s]+)$/, ([, from, to]) => range(from, to)],
  [/^([^,;\s]+)[,;\s]+([^,;\s]+)/, ([, first, second]) => several(first, second)],
  [/^\[(.*)\](?::\d*)?(\/\d+)?$/, ([, address, prefix = '']) => ({
    what: 'has the brackets of a URL',
    why: NETIP,
    right: `${address}${prefix}`,
  })],
  [/^((?=[^%/:]*:)[^%/]*)%[^/]+(\/.*)?$/, ([, address, prefix = '']) => (parseAddress(address) === undefined ? undefined : {
    code: 'zone',
    what: 'has a zone',
    why: 'a zone names an interface of one machine and means nothing on another',
    right: `${address}${prefix}`,
  })],
  [/^(\d+(?:\.\d+){0,2})((?:\.\*){1,3})$/, ([, octets]) => ({
    what: 'is a wildcard',
    why: NETIP,
    right: `${fourOctets(octets)}/${octets.split('.').length * 8}`,
  })],
  [/^(\d+\.\d+\.\d+\.\d+):\d+$/, ([, address]) => ({
    what: 'has a port',
    why: 'a list holds addresses, and a client has a different port on every connection',
    right: address,
  })],
  [/^(?=\d+(?:\.\d+){3}(?:\/|$))(?:.*\.)?0\d/, ({ input }) => ({
    what: 'has an octet with a leading zero',
    why: 'some programs read such octets as octal and others as decimal, so the list would mean two things',
    right: input.replace(/(^|\.)0+(?=\d)/g, '$1'),
  })],
  [/^(\d+\.\d+\.\d+\.\d+)(?:\/.*)?$/, ([, address]) => (parseAddress(address) === undefined ? {
    what: 'has an octet over 255',
    why: 'an octet has eight bits',
  } : undefined)],
  [/^(\d+(?:\.\d+){0,2})(\/\d{1,3})?$/, ([, octets, prefix = '']) => ({
    what: 'does not have four octets',
    why: 'programs disagree about which ones are missing',
    instead: parseAddress(fourOctets(octets)) === undefined ? undefined : `write all four, such as "${fourOctets(octets)}${prefix}"`,
  })],
  [/^([^/]+)\/(.*)$/, ([, address, length]) => prefixLength(address, length)],
  [/^(?=.{1,253}$)(?:[\w-]+\.)*[a-z][\w-]*\.?$/i, ([name]) => ({
    what: 'is a host name',
    why: 'addresses are compared, and what a name resolves to changes after synth',
    instead: `write the addresses that "dig +short ${name} A" and "dig +short ${name} AAAA" print`,
  })],
];

function fourOctets(octets: string): string {
  return [...octets.split('.'), '0', '0', '0'].slice(0, 4).join('.');
}

/** Both a netmask and the inverse mask of an access list say how many bits are shared. */
function netmask(address: string, mask: string): Diagnosis | undefined {
  const bits = parseAddress(mask)?.toString(2).padStart(32, '0');
  if (bits === undefined) return undefined;
  const [, shared] = /^(1*)0*$/.exec(bits) ?? /^(0*)1*$/.exec(bits) ?? [];
  return shared === undefined ? undefined : { what: 'is a block with a netmask', why: NETIP, right: `${address}/${shared.length}` };
}

function several(first: string, second: string): Diagnosis | undefined {
  if (parseAddress(first.split('/')[0]) === undefined) return undefined;
  return {
    what: 'is several entries in one',
    why: 'each entry is read and reported by itself',
    instead: `write one an entry, ${quote(first)} and then ${quote(second)}`,
  };
}

function range(from: string, to: string): Diagnosis | undefined {
  const first = parseAddress(from);
  // "10.0.0.1-20" counts in the last octet.
  const last = parseAddress(/^\d+$/.test(to) ? from.replace(/\d+$/, to) : to);
  if (first === undefined || last === undefined || isIpv4(first) !== isIpv4(last)) return undefined;
  const blocks = printRanges(merge([first < last ? { first, last } : { first: last, last: first }])).split(',');
  return {
    what: 'is a range',
    why: 'Envoy and Istio match CIDR blocks only',
    instead: `write ${blocks.map(block => `"${block}"`).join(', ')}`,
  };
}

function prefixLength(address: string, length: string): Diagnosis | undefined {
  const number = parseAddress(address);
  if (number === undefined) return undefined;
  const bits = width(number);
  const bare = length.replace(/^\+?0*(?=\d)/, '');
  if (/^\d+$/.test(bare) && Number(bare) <= bits) {
    return { what: 'has a sign or a leading zero in its prefix length', why: NETIP, right: `${address}/${bare}` };
  }
  return {
    what: `has no prefix length from 0 to ${bits}`,
    why: `an ${isIpv4(number) ? 'IPv4' : 'IPv6'} address has ${bits} bits`,
    instead: `write "${address}/${bits}" for the one address, or a block such as ${isIpv4(number) ? '"203.0.113.0/24"' : '"2001:db8::/32"'}`,
  };
}
