import { summary } from '../../../fault';
import { check } from '../../check';
import { Problem } from '../../problem';

export const IP_BLOCKS_AFTER_PROXY = check('ip-blocks-after-proxy', scene => scene.lists.flatMap(rule => {
  const gateway = scene.knownGatewaysOf(rule.policy).find(({ isAddressWritten }) => isAddressWritten);
  // Together with the client's address, or for everything, it is a guard: it names the proxies on purpose.
  const guards = rule.policy.action === 'DENY' && rule.everything && rule.addresses.every(({ negated }) => negated);
  if (!gateway || guards || rule.addresses.some(({ direct }) => !direct)) return [];
  return rule.addresses.map(({ name, values, path }): Problem => ({
    object: rule.policy.object,
    path,
    what: `${name} (${summary(values)}) on gateway ${gateway.id}, which has the client's address from ${gateway.addressFrom}`,
    instead: `write ${name === 'source.ip' ? 'remote.ip' : name.replace(/^ipBlocks/, 'remoteIpBlocks').replace(/^notIpBlocks/, 'notRemoteIpBlocks')}; `
      + 'ipBlocks is right where the addresses are those of the proxies',
  }));
}));
