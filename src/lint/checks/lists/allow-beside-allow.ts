import { summary } from '../../../fault';
import { withoutAnyPort } from '../../../istio/host-names';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { asksHttp, isAboutHost, isAboutPath, pathsOf } from '../../hosts-and-paths';
import { Operation, Policy, PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';

export const ALLOW_BESIDE_ALLOW = check('allow-beside-allow', scene =>
  scene.policies.filter(({ action, isList, dryRun }) => action === 'ALLOW' && isList && !dryRun).flatMap((policy): Problem[] => {
    const others = scene.gatewaysOf(policy).flatMap(gateway => gateway.enforced
      .filter(other => other !== policy && other.action === 'ALLOW' && other.rules.some(rule => isAlternative(rule, policy) && meets(rule, policy, gateway))));
    return others.length === 0 ? [] : [{
      object: policy.object,
      path: ['spec', 'action'],
      what: `ALLOW by ${summary([...new Set(others.map(({ object }) => `${object.namespace}/${object.name}`))])} is an alternative to this list`,
    }];
  }));

/** Whether a rule asks for no addresses, or only for those of proxies where the list asks for clients: a guard is a DENY. */
function isAlternative({ addresses }: PolicyRule, list: Policy): boolean {
  return addresses.length === 0 || addresses.every(({ direct, negated }) => direct && !negated)
    && list.rules.every(rule => rule.addresses.every(({ direct }) => !direct));
}

/** Whether a rule admits requests that a list is about: an ALLOW for one host and a list for another have nothing to do with each other. */
function meets(rule: PolicyRule, list: Policy, gateway: GatewayView): boolean {
  return list.rules.filter(({ addresses }) => addresses.length > 0)
    .flatMap(({ operations }) => anyOf(operations)).some(one => anyOf(rule.operations)
      .some(other => overlap(one, other, hostsOf, isAboutHost) && overlap(one, other, pathsOf, isAboutPath)
        && NAMED.every(field => haveInCommon(one, other, field)) && !(asksHttp(one) && isAboutTcp(other, gateway))));
}

/** Whether it names ports of TCP and passthrough servers alone: there a list by host is left out. */
function isAboutTcp({ values }: Operation, { servers, tcpServers }: GatewayView): boolean {
  const servedBy = (port: string) => servers.filter(({ listens }) => String(listens) === port);
  return values('ports').length > 0 && values('ports').every(port => servedBy(port).length > 0 && servedBy(port).every(server => tcpServers.includes(server)));
}

/** Fields whose values are compared as they are. */
const NAMED = ['ports', 'methods'];

function haveInCommon(one: Operation, other: Operation, field: string): boolean {
  const [its, others] = [one.values(field), other.values(field)];
  return its.length === 0 || others.length === 0 || its.some(value => /\*/.test(value) || others.some(second => second === value || /\*/.test(second)));
}

const EVERYTHING: Operation = { path: [], values: () => [] };

function anyOf(operations: readonly Operation[]): readonly Operation[] {
  return operations.length ? operations : [EVERYTHING];
}

function hostsOf({ values }: Operation): string[] {
  return values('hosts').map(host => withoutAnyPort(host).replace('*', 'x'));
}

/** Whether one of them is about something that the other names. */
function overlap(one: Operation, other: Operation, examplesOf: typeof hostsOf, isAbout: typeof isAboutHost): boolean {
  const [its, others] = [examplesOf(one), examplesOf(other)];
  return its.length + others.length === 0 || its.some(example => isAbout(other, example)) || others.some(example => isAbout(one, example));
}
