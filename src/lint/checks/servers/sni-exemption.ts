import { serverNameFor } from '../../../envoy/host';
import { isSubset, withoutNamespace } from '../../../istio/host-names';
import { list } from '../../../istio/list';
import { Chain, ModelServer } from '../../../model/envoy-model';
import { Server, isHttps } from '../../../model/servers';
import { check } from '../../check';
import { denyLists } from '../../deny-lists';
import { GatewayView } from '../../gateway-view';
import { LintSeverity } from '../../lint-finding';
import { PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';
import { refusesThose } from '../../refusal';
import { Scene } from '../../scene';

export const SNI_EXEMPTION = check('sni-exemption', scene => [...leftOut(scene), ...letIn(scene)].flatMap(({ rule, name, path, severityOn }) => {
  const problems = scene.knownGatewaysOf(rule.policy).flatMap(gateway => {
    const severity = severityOn(gateway);
    return severity === undefined ? [] : find(name, rule, gateway, severity);
  });
  return problems.slice(0, 1).map((problem): Problem => ({
    ...problem,
    object: rule.policy.object,
    path,
  }));
}));

/** A name with which everybody passes a list. */
interface Exemption {
  readonly rule: PolicyRule;
  readonly name: string;
  readonly path: Problem['path'];
  /** How sure that is on a gateway; undefined where something else refuses them. */
  severityOn(gateway: GatewayView): LintSeverity | undefined;
}

/** By a DENY for all other names. */
function leftOut(scene: Scene): Exemption[] {
  return denyLists(scene).flatMap(rule => namesIn(rule, 'notValues').map(found => ({
    ...found,
    rule,
    severityOn: gateway => {
      if (isCovered(rule, gateway)) return undefined;
      return gateway.enforced.some(({ action }) => action === 'ALLOW') ? LintSeverity.WARNING : LintSeverity.ERROR;
    },
  })));
}

/** By an ALLOW for this name, beside one with a list. */
function letIn(scene: Scene): Exemption[] {
  const isForAll = ({ addresses, operations, json }: PolicyRule) => addresses.length === 0 && list(json.from).length === 0
    && operations.every(({ values }) => ['hosts', 'paths', 'methods'].every(field => values(field).length === 0));
  const rules = scene.policies.filter(({ action, dryRun }) => action === 'ALLOW' && !dryRun).flatMap(policy => policy.rules).filter(isForAll);
  return rules.flatMap(rule => namesIn(rule, 'values').map(found => ({
    ...found,
    rule,
    severityOn: ({ enforced }) => {
      const lists = enforced.filter(({ isList }) => isList).map(({ action }) => action);
      if (!lists.includes('ALLOW')) return undefined;
      return lists.includes('DENY') ? LintSeverity.WARNING : LintSeverity.ERROR;
    },
  })));
}

/** The server names in a rule that ask for one, and where they are. */
function namesIn({ when }: PolicyRule, field: 'values' | 'notValues'): Pick<Exemption, 'name' | 'path'>[] {
  return when.filter(({ key }) => key === 'connection.sni')
    .flatMap(condition => condition[field].map((name, index) => ({ name: name.toLowerCase(), path: [...condition.path, field, index] })));
}

/** Whether another rule refuses the same clients whatever name they send. */
function isCovered(rule: PolicyRule, { enforced }: GatewayView): boolean {
  const isOther = (condition: any) => condition?.key !== 'connection.sni';
  const wanted = { ...rule, when: rule.when.filter(isOther), json: { ...rule.json, when: list(rule.json.when).filter(isOther) } };
  const covers = (other: PolicyRule) => other !== rule && other.everything && refusesThose(other, wanted) === true;
  return enforced.some(({ action, rules }) => action === 'DENY' && rules.some(covers));
}

function find(name: string, rule: PolicyRule, gateway: GatewayView, severity: LintSeverity): Pick<Problem, 'what' | 'severity'>[] {
  const asked = name.replace(/^\*\.?/, 'x.');
  const rivals = gateway.servers.filter(server => isHttps(server) && takes(server, asked) && servesMore(server, name) && isOnPort(rule, server));
  return rivals.flatMap(rival => {
    const chain = chainFor(asked, rival, gateway);
    // Another HTTPS server takes the name: it is the rival then.
    if (chain === undefined || chain.http && !chain.servers.includes(rival.name)) return [];
    const own = gateway.servers.find(server => server.listens === rival.listens && server.tls && !isHttps(server) && takes(server, asked));
    const taken = `the ${rival.name} takes ${name}`;
    if (chain.http) return [{ what: `${taken}: ${own ? `the ${own.name} has no route for it` : 'no other server on its port is for that name'}`, severity }];
    const shown = gateway.showsRoutes(own!) ? '' : ' (none is among the manifests)';
    return [{ what: `${taken} whenever the ${own!.name} has no route for it${shown}`, severity: LintSeverity.WARNING }];
  });
}

function takes(server: ModelServer, name: string): boolean {
  return server.names.some(host => isSubset(name, host));
}

/** Whether its requests may name another host. */
function servesMore({ hosts }: Server, name: string): boolean {
  return hosts.some(host => withoutNamespace(host).toLowerCase() !== name);
}

/** Whether a rule for some ports is about this one. */
function isOnPort({ operations }: PolicyRule, { port, listens }: Server): boolean {
  const ports = [port, listens].map(String);
  return operations.length === 0 || operations.some(({ values }) => values('ports').length === 0 || ports.some(one => values('ports').includes(one)));
}

function chainFor(name: string, { listens }: Server, gateway: GatewayView): Chain | undefined {
  const chains = gateway.model.listeners.filter(({ port }) => port === listens).flatMap(listener => listener.chains);
  const found = serverNameFor(name, chains.flatMap(({ names }) => names));
  return chains.find(({ names }) => found !== undefined && names.includes(found));
}
