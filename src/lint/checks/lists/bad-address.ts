import { rangeOf } from '../../../envoy/condition';
import { CLOUDFLARE_NETWORKS } from '../../../net/cloudflare-networks';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { Unreadable, unreadable } from '../../unreadable';

// What the library refuses for other reasons, Istio takes.
export const BAD_ADDRESS = check('bad-address', scene => unreadable(scene).filter(({ value }) => !rangeOf(value))
  .map(one => ({ object: one.object, path: one.path, what: one.mistake.what, instead: several(one) ?? one.mistake.instead })));

/** Several addresses in one entry may be those of X-Forwarded-For, and then all but the first are proxies, which a list must not hold. */
function several({ value }: Unreadable): string | undefined {
  const parts = value.split(/[,;\s]+/).filter(part => part !== '');
  if (parts.length < 2 || !parts.every(part => rangeOf(part))) return undefined;
  const proxies = blocksOf(parts)!.intersect(CLOUDFLARE_NETWORKS);
  return `a list has one address an entry, and no pairs of X-Forwarded-For: where "${parts[0]}" is the client and the rest are proxies, write "${parts[0]}" alone, and let `
    + `numTrustedProxies say which entry is the client${proxies.isEmpty ? ''
      : `. ${proxies} is Cloudflare, and on the list it would admit everybody who comes through it`}. Only where all of them are clients, write each as an entry`;
}
