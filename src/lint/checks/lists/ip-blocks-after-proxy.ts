import { summary } from '../../../fault';
import { IpBlocks } from '../../../net';
import { OWN_NETWORKS } from '../../../net/own-networks';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';

export const IP_BLOCKS_AFTER_PROXY = check('ip-blocks-after-proxy', scene => scene.lists.flatMap(rule => {
  const gateway = scene.knownGatewaysOf(rule.policy).find(({ isAddressWritten }) => isAddressWritten);
  // Together with the client's address, or for everything, it is a guard: it names the proxies on purpose.
  const guards = rule.policy.action === 'DENY' && (rule.everything || gateway && isOfProxies(rule, gateway)) && rule.addresses.every(({ negated }) => negated);
  if (!gateway || guards) return [];
  if (rule.addresses.some(({ direct }) => !direct)) return sameTwice(rule, gateway);
  return rule.addresses.map(({ name, values, path }): Problem => ({
    object: rule.policy.object,
    path,
    what: `${name} (${summary(values)}) on gateway ${gateway.id}, which has the client's address from ${gateway.addressFrom}`,
    instead: `write ${name === 'source.ip' ? 'remote.ip' : name.replace(/^ipBlocks/, 'remoteIpBlocks').replace(/^notIpBlocks/, 'notRemoteIpBlocks')}; `
      + 'ipBlocks is right where the addresses are those of the proxies',
  }));
}));

/** Whether it names own networks alone, and other rules there ask for clients. */
function isOfProxies({ addresses }: PolicyRule, { enforced }: GatewayView): boolean {
  return addresses.every(({ direct, values }) => direct && blocksOf(values) !== undefined && OWN_NETWORKS.includesAll(blocksOf(values)!))
    && enforced.some(({ rules }) => rules.some(other => other.addresses.some(({ direct }) => !direct)));
}

/** Both fields of a source must hold: with the same addresses nobody gets in through a proxy that has none of them. */
function sameTwice({ policy, addresses }: PolicyRule, { id, addressFrom }: GatewayView): Problem[] {
  const own = addresses.filter(({ name }) => name === 'ipBlocks');
  return own.flatMap(({ path, values }): Problem[] => {
    const source = String(path.slice(0, -1));
    const remote = addresses.find(other => other.name === 'remoteIpBlocks' && String(other.path.slice(0, -1)) === source);
    return remote === undefined || !blocksOf(values)?.includesAll(blocksOf(remote.values) ?? IpBlocks.all()) ? [] : [{
      object: policy.object,
      path,
      what: `ipBlocks and remoteIpBlocks of one source must both hold, and on gateway ${id}, which has the client's address from ${addressFrom}, ipBlocks is compared with the proxy`,
      instead: 'delete ipBlocks, or write the addresses of the proxies into it',
    }];
  });
}
