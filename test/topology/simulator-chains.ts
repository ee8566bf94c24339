import { Device } from './simulator';
import { IpBlocks } from '../../src/net';
import { OriginLock, TargetType, TrustedProxy, TrustedTopology, XForwardedFor } from '../../src/topology';

/** The honest client, and the address that a forger wants to be taken for. */
export const CLIENT = '203.0.113.10';
export const LISTED = '203.0.113.50';
/** The only address that a forger's packets can come from. */
export const FORGER = '198.51.100.66';

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

/** All chains of this length. The callback spares a list of 64,000. */
export function everyChain(length: number, visit: (chain: readonly Device[]) => void, before: readonly Device[] = []): void {
  if (before.length === length) return visit(before);
  for (const kind of KINDS) everyChain(length, visit, [...before, deviceAt(before.length, kind)]);
}

export function deviceAt(index: number, kind: Kind): Device {
  return { ...kind, name: `hop-${index}`, address: `10.0.${index}.1` };
}

/** The addresses that a hop is declared with. */
export function addressesAt(index: number): IpBlocks {
  return ADDRESSES[index];
}

const ADDRESSES = [0, 1, 2].map(index => IpBlocks.of(`10.0.${index}.0/24`));

/** A lock that the gateway enforces. */
export interface PlacedLock {
  readonly hop: string;
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
