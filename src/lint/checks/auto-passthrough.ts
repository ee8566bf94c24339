import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';

export const AUTO_PASSTHROUGH: Check = {
  code: 'auto-passthrough',
  severity: LintSeverity.WARNING,
  title: 'a list on a gateway with an AUTO_PASSTHROUGH server',
  why: 'istiod gives such servers no authorization at all: lists and guards do not exist there',
  find: scene => scene.gateways.flatMap(gateway => {
    const server = gateway.servers.find(({ tls }) => tls?.mode === 'AUTO_PASSTHROUGH');
    return gateway.enforced.filter(({ isList }) => server && isList).map(({ object }): Problem => ({
      object,
      path: ['spec'],
      what: `it has no effect on the ${server!.name}`,
      instead: 'give that server a gateway of its own, and close it by the network (loadBalancerSourceRanges, NetworkPolicy)',
    }));
  }),
};
