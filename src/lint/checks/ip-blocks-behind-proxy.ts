import { summary } from '../../fault';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const IP_BLOCKS_BEHIND_PROXY: Check = {
  code: 'ip-blocks-behind-proxy',
  severity: LintSeverity.WARNING,
  title: 'ipBlocks, where a proxy replaces the packet source',
  why: 'ipBlocks compares the packet source, which is the proxy: an allow list refuses everybody, a deny list nobody',
  find: scene => scene.lists.flatMap(rule => {
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
  }),
};
