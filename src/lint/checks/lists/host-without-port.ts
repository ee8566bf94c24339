import { summary } from '../../../fault';
import { check } from '../../check';
import { denyLists, severityOf, portStrippers } from '../../deny-lists';
import { LintSeverity } from '../../lint-finding';
import { PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const HOST_WITHOUT_PORT = check('host-without-port', scene =>
  withPort(scene).flatMap(rule => rule.operations.flatMap((operation): Problem[] => {
    const open = operation.values('hosts').filter(host => !host.includes('*') && !/:\d+$/.test(host)).flatMap(host => {
      const severity = severityOf(scene, operation, `${host}:8443`);
      return severity ? [{ host, severity }] : [];
    });
    return open.length === 0 ? [] : [{
      object: rule.policy.object,
      path: [...operation.path, 'hosts'],
      what: `${summary(open.map(({ host }) => host))} is there, and not ${summary(open.map(({ host }) => `${host}:*`))}`,
      instead: `write both: ${summary(open.map(({ host }) => `"${host}", "${host}:*"`))}`,
      severity: open.some(({ severity }) => severity === LintSeverity.ERROR) && !isStrippedSomewhere(scene, rule)
        ? LintSeverity.ERROR : LintSeverity.WARNING,
    }];
  })));

/** Whether an EnvoyFilter takes the port off on some of the chains: the request may go there. */
function isStrippedSomewhere(scene: Scene, { policy }: PolicyRule): boolean {
  return scene.gatewaysOf(policy).some(gateway => portStrippers(gateway).some !== undefined);
}

/** Where nothing takes the port off first. */
function withPort(scene: Scene): PolicyRule[] {
  return denyLists(scene).filter(({ policy }) => !scene.gatewaysOf(policy).some(gateway => portStrippers(gateway).everywhere));
}
