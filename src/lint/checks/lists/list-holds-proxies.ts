import { CLOUDFLARE_NETWORKS } from '../../../net/cloudflare-networks';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { listsWithKnownProxies } from '../../listed-proxies';
import { AddressField, PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';

export const LIST_HOLDS_PROXIES = check('list-holds-proxies', scene => {
  const known = listsWithKnownProxies(scene).filter(({ rule, field, proxies, listed }) => admits(rule, field) && listed.overlaps(proxies));
  const told = new Set(known.map(({ field }) => field));
  return [
    ...known.map(({ rule, field, gateway, proxies, listed }) => ({
      object: rule.policy.object,
      path: field.path,
      what: `${listed.intersect(proxies)} is on the list, and is a proxy's address by the guard of gateway ${gateway.id}`,
    })),
    ...scene.lists.flatMap(rule => rule.addresses.filter(field => admits(rule, field) && !told.has(field))
      .flatMap(field => ofCloudflare(rule, field))),
  ];
});

function admits({ policy }: PolicyRule, { direct, negated }: AddressField): boolean {
  return !direct && (policy.action === 'ALLOW') !== negated;
}

/** With nothing but Cloudflare on it, it may be a guard. */
function ofCloudflare({ policy: { object } }: PolicyRule, { values, path }: AddressField): Problem[] {
  const listed = blocksOf(values);
  const proxies = listed?.intersect(CLOUDFLARE_NETWORKS);
  return proxies === undefined || proxies.isEmpty || listed!.minus(CLOUDFLARE_NETWORKS).isEmpty ? [] : [{
    object, path, what: `${proxies} is on the list beside others, and is Cloudflare: everybody who comes through it is admitted where it counts as the client`,
  }];
}
