import { chainOf } from './chain-text';
import { TrustedProxy } from './trusted-proxy';
import { Fault } from '../fault';

/** Where a proxy can be: a CDN is in front of what its customers have, and what the gateway's Service makes is the last. */
function rank(proxy: TrustedProxy): number {
  return proxy._service ? 2 : proxy.multiTenant ? 0 : 1;
}

/** Throws where proxies are in an order that cannot be. */
export function assertOrder(proxies: readonly TrustedProxy[]): void {
  const early = proxies.slice(0, -1).find(({ _service }) => _service);
  const late = proxies.find((proxy, index) => proxy.multiTenant && proxies.slice(0, index).some(({ _isEdge }) => _isEdge));
  if (!early && !late) return;
  throw new Fault('proxy-order', {
    what: early ? `"${early.name}", which belongs to the gateway's own Service, is not the last proxy (${chainOf(proxies)})`
      : `"${late!.name}" is after a proxy that connects to the gateway (${chainOf(proxies)})`,
    why: "proxies are listed from the client to the gateway, and what is derived from another order would be another chain's",
    instead: `write proxies: [${likely(proxies).map(({ name }) => name).join(', ')}]`
      + (early ? `; a load balancer in front of other proxies is made elsewhere, and declared with TrustedProxy.${early.layer === 4 ? 'layer4' : 'http'}({ … })` : ''),
  });
}

/** The order that was probably meant, as the end of a remedy; nothing where it is the one that was given. */
export function insteadOrder(proxies: readonly TrustedProxy[]): string {
  const sorted = likely(proxies);
  return sorted.every((proxy, index) => proxy === proxies[index]) ? '' : `; or write the proxies from the client to the gateway: [${sorted.map(({ name }) => name).join(', ')}]`;
}

function likely(proxies: readonly TrustedProxy[]): TrustedProxy[] {
  return [...proxies].sort((a, b) => rank(a) - rank(b));
}
