import { inEnvoysSpelling } from '../../../envoy/message';
import { summary } from '../../../fault';
import { overlap, withoutAnyPort, withoutNamespace } from '../../../istio/host-names';
import { nameOf } from '../../../istio/kubernetes-object';
import { list } from '../../../istio/list';
import { groups } from '../../../manifests/groups';
import { KnownFrom } from '../../../manifests/known-from';
import { ManifestObject } from '../../../manifests/manifest-object';
import { allOf } from '../../../model/envoy-model';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { isExternal, isInternal } from '../../load-balancer';
import { PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';
import { hasLock, hasSourceRanges } from '../../protection';
import { refusesThose } from '../../refusal';

export const GATEWAY_SPANS_NAMESPACES = check('gateway-spans-namespaces', scene => {
  const pods = scene.gateways.filter(({ workload }) => workload.knownFrom === KnownFrom.PODS);
  return scene.of('networking.istio.io', 'Gateway').flatMap(object => {
    const serving = pods.filter(({ gateways }) => gateways.includes(object));
    return [...groups(serving.flatMap(gateway => onlyHere(gateway, serving, object)))].map(([text, lists]): Problem => ({
      object,
      path: ['spec', 'selector'],
      what: text.replace('LISTS', `${summary([...new Set(lists)])} ${new Set(lists).size > 1 ? 'apply' : 'applies'}`),
    }));
  });
});

/** The lists of some pods that others do not have; one sentence for each pair of gateways. */
function onlyHere(gateway: GatewayView, serving: readonly GatewayView[], object: ManifestObject): [string, string][] {
  // In its own namespace a selector leaves others out on purpose, unless clients come to them, too.
  const others = serving.filter(other => other !== gateway && (other.workload.namespace !== gateway.workload.namespace || isOpen(other)));
  return others.flatMap(other => missing(gateway, other, object)
    .map((name): [string, string] => [`LISTS to the pods of ${gateway.id}, but not to those of ${other.id}, which the Gateway selects too`, name]));
}

/** Whether clients from outside reach it, and nothing asks who they are. */
function isOpen(gateway: GatewayView): boolean {
  const asksForMore = gateway.enforced.some(({ action, rules }) => action === 'CUSTOM'
    || rules.some(({ addresses, json }) => addresses.length === 0 && list(json.from).length > 0));
  return gateway.loadBalancers.some(one => isExternal(one) && !isInternal(one)) && !hasSourceRanges(gateway) && !hasLock(gateway) && !asksForMore;
}

function missing(gateway: GatewayView, other: GatewayView, object: ManifestObject): string[] {
  const hosts = list(object.spec.servers).flatMap((server: any) => list(server?.hosts)).map(host => withoutNamespace(String(host)));
  const rules = gateway.enforced.flatMap(policy => policy.rules)
    .filter(rule => rule.addresses.length > 0 && isAbout(rule, hosts) && !isGuard(rule, gateway) && !has(other, rule, gateway));
  const known = new Set(filterLists(other).map(([text]) => text));
  const filters = filterLists(gateway).filter(([text]) => !known.has(text)).map(([, filter]) => filter);
  return [...rules.map(({ policy }) => nameOf(policy.object)), ...filters.map(nameOf)];
}

/** The RBAC filters on a gateway, as texts. */
function filterLists({ model }: GatewayView): [string, ManifestObject][] {
  return model.servers.flatMap(({ httpFilters, networkFilters }) => [...allOf(httpFilters), ...allOf(networkFilters)])
    .filter(({ fault }) => fault === undefined)
    .map(({ holder }) => [JSON.stringify(inEnvoysSpelling(holder.value).typed_config), holder.object]);
}

/** Whether a rule is about some host of the Gateway. */
function isAbout({ operations }: PolicyRule, hosts: readonly string[]): boolean {
  const named = operations.map(({ values }) => values('hosts').map(withoutAnyPort));
  return named.length === 0 || named.some(names => names.length === 0 || names.some(name => /.\*$/.test(name) || hosts.some(host => overlap(name, host))));
}

/** From which proxies packets may come, where they do not come from clients: that differs with what is in front. */
function isGuard({ everything, addresses }: PolicyRule, { isAddressWritten }: GatewayView): boolean {
  return everything && isAddressWritten && addresses.every(({ direct }) => direct);
}

/** Whether these pods have the rule, or one that refuses as many. An ALLOW counts only if nothing else is allowed there. */
function has(gateway: GatewayView, wanted: PolicyRule, from: GatewayView): boolean {
  const rulesOf = ({ enforced }: GatewayView, its: string) => enforced.filter(({ action }) => action === its).flatMap(({ rules }) => rules);
  const closes = (rule: PolicyRule) => isSame(rule, wanted) || rule.everything && refusesThose(rule, wanted) === true;
  if (wanted.policy.action !== 'ALLOW') return rulesOf(gateway, wanted.policy.action).some(closes);
  const allowed = rulesOf(gateway, 'ALLOW');
  return allowed.length > 0 && allowed.every(rule => rulesOf(from, 'ALLOW').some(own => isSame(rule, own)));
}

function isSame(rule: PolicyRule, other: PolicyRule): boolean {
  return canonical(rule.json) === canonical(other.json);
}

/** The same text for what means the same, in whatever order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, entry]) => `${key}:${canonical(entry)}`).join()}}`;
}
