import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const SERVICE_PORT_IN_POLICY = check('service-port-in-policy', scene =>
  scene.policies.flatMap(policy => scene.knownGatewaysOf(policy).filter(({ readsProxy }) => !readsProxy).slice(0, 1)
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
    })))));
