import { TrustedProxy } from './trusted-proxy';

/** The chain as text: the names of its proxies, in order. */
export function chainOf(proxies: readonly TrustedProxy[]): string {
  return ['client', ...proxies.map(proxy => proxy.name), 'gateway'].join(' → ');
}
