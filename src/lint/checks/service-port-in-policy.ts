import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const SERVICE_PORT_IN_POLICY: Check = {
  code: 'service-port-in-policy',
  severity: LintSeverity.ERROR,
  title: "a policy on a port of the Service, where the pod's port is meant",
  why: 'ports compares the port on which the connection arrives in the pod: the rule never matches, so a DENY refuses nobody, and an ALLOW admits nobody',
  find: scene => scene.policies.flatMap(policy => scene.knownGatewaysOf(policy).filter(({ readsProxy }) => !readsProxy).slice(0, 1)
    .flatMap(gateway => policy.rules.flatMap(rule => rule.operations.flatMap(({ values, path }): Problem[] => {
      const listening = gateway.servers.map(({ listens }) => listens);
      const wrong = values('ports').map(Number).flatMap(port => gateway.workload.servicePorts
        .filter(one => one.port === port && !listening.includes(port) && listening.includes(one.targetPort) && !values('ports').includes(String(one.targetPort))));
      return wrong.map(({ port, targetPort, service }) => ({
        object: policy.object,
        path: [...path, 'ports'],
        what: `port ${port} is Service ${service}'s; in the pods of gateway ${gateway.id} it arrives on ${targetPort}`,
        instead: `write "${targetPort}"`,
        // Under PROXY the Service's port would be half of the right answer.
        severity: gateway.workload.topologyKnown ? undefined : LintSeverity.WARNING,
      }));
    })))),
};
