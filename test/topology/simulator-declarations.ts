import { Device } from './simulator';
import { AddressGuards, Attack, Honest, Locks } from './simulator-attackers';
import { PlacedLock, addressesAt, ask, declare } from './simulator-chains';
import { OriginLock } from '../../src/topology';

export const ELSEWHERE = OriginLock.enforcedElsewhere('a security group admits nobody else');
const SECRET = OriginLock.header('x-origin-key', '0123456789abcdef');
const CERTIFICATE = OriginLock.mutualTls('origin-ca');

export type Choice<T> = (device: Device, index: number, chain: readonly Device[]) => T;

const isLast: Choice<boolean> = (_, index, chain) => index === chain.length - 1;
const isFirstHttp: Choice<boolean> = (device, _, chain) => device === chain.find(proxy => proxy.layer === 7);

export const LOCKS: Record<string, Choice<OriginLock | undefined>> = {
  'no lock': () => undefined,
  'every proxy enforced elsewhere': () => ELSEWHERE,
  'last proxy enforced elsewhere': (...at) => isLast(...at) ? ELSEWHERE : undefined,
  'secret header on every layer-7 proxy': device => device.layer === 7 ? SECRET : undefined,
  'secret header on the first layer-7 proxy': (...at) => isFirstHttp(...at) ? SECRET : undefined,
  'secret header on the first layer-7 proxy, last proxy enforced elsewhere': (...at) => isFirstHttp(...at) ? SECRET : isLast(...at) ? ELSEWHERE : undefined,
  'certificate on the first layer-7 proxy': (...at) => isFirstHttp(...at) ? CERTIFICATE : undefined,
};

export const ADDRESSES: Record<string, Choice<boolean>> = {
  'all addresses': () => true,
  'addresses of the last proxy': isLast,
  'no addresses': () => false,
};

/** Which proxies serve strangers too, by length of the chain. Of three proxies not every combination, for time. */
export const TENANTS: readonly (readonly boolean[])[][] = [['-'], ['-', 'x'], ['--', 'x-', '-x', 'xx'], ['---', 'x--', '-x-', '--x', 'xxx']]
  .map(row => row.map(text => [...text].map(sign => sign === 'x')));

/** One way to declare a chain. */
export interface Declaration {
  readonly text: string;
  readonly chain: readonly Device[];
  readonly tenants: readonly boolean[];
  readonly hasAddresses: Choice<boolean>;
  readonly lockOf: Choice<OriginLock | undefined>;
}

export function answerTo({ chain, tenants, hasAddresses, lockOf }: Declaration): ReturnType<typeof ask> {
  return ask(declare(chain, (device, index) => ({
    multiTenant: tenants[index],
    addresses: hasAddresses(device, index, chain),
    lock: lockOf(device, index, chain),
  })));
}

/** Attacks that this declaration leaves to the library: not those of strangers that it says do not exist, nor those after an acknowledgement. */
export function openAttacks({ chain, tenants, lockOf }: Declaration, all: readonly Attack[]): Attack[] {
  const acknowledged = chain.findIndex((device, index) => lockOf(device, index, chain) === ELSEWHERE);
  return all.filter(({ place, tenantOf }) => (tenantOf === undefined || tenants[tenantOf]) && (acknowledged < 0 || place <= acknowledged));
}

export function locksAtGateway(placed: readonly PlacedLock[]): Locks {
  const proxiesWith = (lock: OriginLock) => placed.filter(it => it.lock === lock).map(it => it.proxy);
  return { secrets: proxiesWith(SECRET), certificates: proxiesWith(CERTIFICATE) };
}

/** The most that addresses could do: only the honest packet source, only the honest PROXY source, where these are a proxy's and declared. */
export function bestGuards(chain: readonly Device[], { received }: Honest, isDeclared: Choice<boolean>): AddressGuards {
  const around = (address: string) => {
    const index = chain.findIndex((device, at) => device.address === address && isDeclared(device, at, chain));
    return index < 0 ? undefined : addressesAt(index);
  };
  return { packetSource: around(received.direct), proxySource: around(received.peer) };
}
