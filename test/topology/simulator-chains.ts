import { Device } from './simulator';
import { IpBlocks } from '../../src/net';
import { OriginLock, TargetType, TrustedProxy, TrustedTopology, XForwardedFor } from '../../src/topology';

/** The honest client, and the address that an attacker wants to be taken for. */
export const CLIENT = '203.0.113.10';
export const LISTED = '203.0.113.50';
/** The only address that an attacker's packets can come from. */
export const ATTACKER = '198.51.100.66';

/** A device without its place in a chain. */
export type Kind = Omit<Device, 'name' | 'address'>;

const BOOLEANS = [false, true];

/** Every device there is: 8 of layer 4, 32 of layer 7. */
export const KINDS: readonly Kind[] = [
  ...product([true, false], BOOLEANS, BOOLEANS).map(([keepsSource, reads, sends]): Kind => ({ layer: 4, keepsSource, reads, sends })),
  ...product(
    [
      ...product(['append'] as const, [1, 2], BOOLEANS),
      ...product(['overwrite'] as const, [1], BOOLEANS),
      ...product(['preserve', 'remove'] as const, [1], [false]),
    ],
    BOOLEANS,
    BOOLEANS,
  ).map(([[how, entries, withPort], reads, sends]): Kind => ({ layer: 7, keepsSource: false, reads, sends, xff: { how, entries, withPort } })),
];

/** All chains of this length: 40 to its power. Those of three proxies can be had by what they begin with. */
export function chainsOf(length: number, layer?: 4 | 7): (readonly Device[])[] {
  if (length === 0) return [[]];
  const longer = (before: readonly Device[]) => KINDS.map(kind => [...before, deviceAt(before.length, kind)]);
  return chainsOf(length - 1, layer).flatMap(longer).filter(([first]) => layer === undefined || first.layer === layer);
}

/**
 * The chains that the library is tried on, and how many of them there are (8 devices of layer 4, 32 of layer 7, in each place).
 * `delivering`: how many of them bring the client's address to the gateway, which derivation.test.ts tells by packets.
 */
export const CHAINS: { chains: string; length: number; layer?: 4 | 7; count: number; delivering: number }[] = [
  { chains: 'no proxy', length: 0, count: 1, delivering: 1 },
  { chains: 'one proxy', length: 1, count: 40, delivering: 11 },
  { chains: 'two proxies', length: 2, count: 40 ** 2, delivering: 168 },
  { chains: 'three proxies, the first of layer 4', length: 3, layer: 4, count: 8 * 40 ** 2, delivering: 541 },
  { chains: 'three proxies, the first of layer 7', length: 3, layer: 7, count: 32 * 40 ** 2, delivering: 2_166 },
];

export function deviceAt(index: number, kind: Kind): Device {
  return { ...kind, name: `proxy-${index}`, address: `10.0.${index}.1` };
}

/** The addresses that a proxy is declared with. */
export function addressesAt(index: number): IpBlocks {
  return ADDRESSES[index];
}

const ADDRESSES = [0, 1, 2].map(index => IpBlocks.of(`10.0.${index}.0/24`));

/** A lock that the gateway enforces. */
export interface PlacedLock {
  readonly proxy: string;
  readonly lock: OriginLock;
}

/** What is declared about a device besides what it does. */
export interface Declared {
  readonly multiTenant: boolean;
  readonly addresses: boolean;
  readonly lock?: OriginLock;
}

export function declare(chain: readonly Device[], declared: (device: Device, index: number) => Declared): TrustedProxy[] {
  return chain.map((device, index) => {
    const { multiTenant, addresses, lock: originLock } = declared(device, index);
    const options = {
      name: device.name,
      multiTenant,
      connectsFrom: addresses ? addressesAt(index) : undefined,
      originLock,
      readsProxyProtocol: device.reads,
      sendsProxyProtocol: device.sends,
      targetType: index === chain.length - 1 ? TargetType.PODS : undefined,
    };
    if (!device.xff) return TrustedProxy.layer4({ ...options, keepsPacketSource: device.keepsSource });
    const { how, entries, withPort } = device.xff;
    return TrustedProxy.http({ ...options, xForwardedFor: X_FORWARDED_FOR[how], entriesAppended: entries, entriesWithPort: withPort });
  });
}

const X_FORWARDED_FOR = {
  append: XForwardedFor.APPEND,
  overwrite: XForwardedFor.OVERWRITE,
  preserve: XForwardedFor.PRESERVE,
  remove: XForwardedFor.REMOVE,
};

/** The library's answer: a topology, or the code of its error. Anything else that is thrown is a bug, and stays thrown. */
export function ask(proxies: TrustedProxy[]): TrustedTopology | string {
  try {
    return new TrustedTopology({ proxies });
  } catch (error) {
    const code = error instanceof Error ? /^\[([a-z0-9-]+)\] /.exec(error.message)?.[1] : undefined;
    if (code === undefined) throw error;
    return code;
  }
}

/** A chain that a person can read in a failure. */
export function print(chain: readonly Device[]): string {
  return ['client', ...chain.map(printDevice), 'gateway'].join(' → ');
}

function printDevice({ layer, keepsSource, reads, sends, xff }: Device): string {
  const proxy = [...reads ? ['reads'] : [], ...sends ? ['sends'] : []];
  const how = xff ? [`${xff.how}${xff.how === 'append' ? ` ${xff.entries}` : ''}${xff.withPort ? ' with port' : ''}`] : [keepsSource ? 'kept' : 'replaced'];
  return `L${layer}(${[...how, ...proxy].join(', ')})`;
}

type Row<T extends readonly (readonly unknown[])[]> = { -readonly [K in keyof T]: T[K][number] };

function product<T extends readonly (readonly unknown[])[]>(...columns: T): Row<T>[] {
  return columns.reduce<unknown[][]>((rows, column) => rows.flatMap(row => column.map(cell => [...row, cell])), [[]]) as Row<T>[];
}
