import { serverNameFor } from '../../envoy/host';
import { isSubset } from '../../istio/host-names';
import { Chain } from '../../trace/plan';
import { Server, isHttps } from '../../trace/servers';
import { Check, Problem } from '../check';
import { denyLists } from '../deny-lists';
import { placeOn } from '../filtered-server';
import { GatewayView } from '../gateway-view';
import { LintSeverity } from '../lint-finding';
import { planOf, routesFor } from '../plans';
import { PolicyRule } from '../policy-rule';
import { refusesThose } from '../refusal';

export const SNI_EXEMPTION: Check = {
  code: 'sni-exemption',
  severity: LintSeverity.ERROR,
  title: 'a list that leaves out a server name (SNI), on a port where an HTTPS server takes that name as well',
  why: 'for a passthrough server without a route istiod makes no chain of filters, and the HTTPS server whose hosts cover the name takes its connections: a client '
    + 'writes the exempt name into the handshake and a protected host into the request',
  find: scene => denyLists(scene).flatMap(rule => exemptions(rule).flatMap(({ name, path }) => {
    const problems = scene.knownGatewaysOf(rule.policy).filter(gateway => !isCovered(rule, gateway)).flatMap(gateway => find(name, rule, gateway));
    return problems.slice(0, 1).map((problem): Problem => ({
      ...problem,
      object: rule.policy.object,
      path,
      instead: 'give the passthrough server a port or pods of its own, or the HTTPS server only hosts that do not cover the name; or put the list into an HTTP filter '
        + '(MatchEngine.ipTrie()), which passthrough servers do not have',
    }));
  })),
};

/** The names, and where they stand. */
function exemptions({ when }: PolicyRule): { readonly name: string; readonly path: Problem['path'] }[] {
  return when.filter(({ key }) => key === 'connection.sni').flatMap(({ notValues, path }) => notValues
    .map((name, index) => ({ name: name.toLowerCase(), path: [...path, 'notValues', index] })));
}

/** Whether another rule refuses the same clients whatever name they send. */
function isCovered(rule: PolicyRule, { enforced }: GatewayView): boolean {
  const isOther = (condition: any) => condition?.key !== 'connection.sni';
  const wanted = { ...rule, when: rule.when.filter(isOther), json: { ...rule.json, when: (rule.json.when as any[]).filter(isOther) } };
  return enforced.some(({ action, rules }) => action === 'DENY' && rules.some(other => other !== rule && other.everything && refusesThose(other, wanted) === true));
}

function find(name: string, rule: PolicyRule, gateway: GatewayView): Pick<Problem, 'what' | 'severity'>[] {
  const asked = name.replace(/^\*\.?/, 'x.');
  return gateway.servers.filter(server => isHttps(server) && takes(server, asked) && servesMore(server, name) && isOnPort(rule, server)).flatMap(rival => {
    const chain = chainFor(asked, rival, gateway);
    // Another HTTPS server takes the name: it is the rival then.
    if (chain === undefined || chain.http && chain.server !== rival.name) return [];
    const own = gateway.servers.find(server => server.listens === rival.listens && server.tls && !isHttps(server) && takes(server, asked));
    const asksAllow = gateway.enforced.some(({ action }) => action === 'ALLOW');
    const severity = asksAllow ? LintSeverity.WARNING : undefined;
    const taken = `the ${rival.name} takes ${name}`;
    if (chain.http) return [{ what: `${taken}: ${own ? `the ${own.name} has no route for it` : 'no other server on its port is for that name'}`, severity }];
    const shown = routesFor(own!, gateway).length > 0 ? '' : ', which is not among the manifests';
    return [{ what: `${taken} wherever the ${own!.name} has no route for it${shown}`, severity: LintSeverity.WARNING }];
  });
}

function takes(server: Server, name: string): boolean {
  return placeOn(server, true).names.some(host => isSubset(name, host));
}

/** Whether its requests may name another host. */
function servesMore({ hosts }: Server, name: string): boolean {
  return hosts.some(host => host.slice(host.indexOf('/') + 1).toLowerCase() !== name);
}

/** Whether a rule for some ports is about this one. */
function isOnPort({ operations }: PolicyRule, { port, listens }: Server): boolean {
  return operations.length === 0 || operations.some(({ values }) => values('ports').length === 0 || [port, listens].some(one => values('ports').includes(String(one))));
}

function chainFor(name: string, { listens }: Server, gateway: GatewayView): Chain | undefined {
  const chains = planOf(gateway).listeners.filter(({ port }) => port === listens).flatMap(listener => listener.chains);
  const found = serverNameFor(name, chains.flatMap(({ names }) => names));
  return chains.find(({ names }) => found !== undefined && names.includes(found));
}
