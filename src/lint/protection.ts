import { blocksOf } from './addresses';
import { GatewayView } from './gateway-view';
import { PolicyRule } from './policy-rule';
import { refusedBy } from './refusal';
import { list, record } from '../istio/list';
import { ENFORCED_ELSEWHERE } from '../istio/own-names';
import { selects } from '../istio/policy-attachment';
import { texts } from '../manifests/manifest-object';
import { provesClient } from '../model/servers';
import { IpBlocks } from '../net';
import { OWN_NETWORKS } from '../net/own-networks';
import { tooWide } from '../net/too-wide';

/** DENY for every packet source but the proxies': what makes their word a fact. One that lets nearly everybody through is none. */
export function guardsOf({ enforced }: GatewayView): PolicyRule[] {
  return enforced.filter(({ action }) => action === 'DENY').flatMap(({ rules }) => rules).filter(rule => {
    const refused = rule.everything ? refusedBy(rule) : undefined;
    return refused?.direct && refused.allBut && tooWide(refused.blocks).length === 0;
  });
}

export function isGuarded(gateway: GatewayView): boolean {
  return guardsOf(gateway).length > 0 || admitsOnlyFromProxies(gateway);
}

/** Whether every list asks for the packet source beside the client: fields of one source must all hold. ALLOWs without clients are no lists. */
function admitsOnlyFromProxies({ enforced }: GatewayView): boolean {
  const sources = enforced.filter(({ action }) => action === 'ALLOW').flatMap(({ rules }) => rules)
    .flatMap(({ json }) => list(json.from).length > 0 ? list(json.from).map(from => record(record(from).source)) : [{}]);
  return sources.length > 0 && sources.every(({ ipBlocks, remoteIpBlocks }) => {
    const blocks = blocksOf(list(ipBlocks).map(String));
    return blocks !== undefined && list(remoteIpBlocks).length > 0 && tooWide(blocks).length === 0;
  });
}

/** Whether a guard is for addresses of others: of a proxy on the internet, which clients cannot be, and not of one's own load balancer. */
export function isGuardedForOthers(gateway: GatewayView): boolean {
  const addresses = guardsOf(gateway).length > 0 ? guardedAddresses(gateway) : undefined;
  return addresses !== undefined && !OWN_NETWORKS.includesAll(addresses);
}

/** The addresses of the proxies, where guards name them. */
export function guardedAddresses(gateway: GatewayView): IpBlocks | undefined {
  return blocksOf(guardsOf(gateway).flatMap(({ addresses }) => addresses[0].values));
}

/** Whether somebody gave a reason why nobody else comes near. */
export function isEnforcedElsewhere({ workload, services, gateways }: GatewayView): boolean {
  const keys = [workload.pods.object, ...services, ...gateways].flatMap(({ annotations }) => Object.keys(annotations));
  return keys.some(key => key.startsWith(ENFORCED_ELSEWHERE));
}

/** Annotations by which a load balancer itself admits only some. */
const SOURCE_RANGES = /load-balancer-(allow-source|source-ranges)|allowed-ip-ranges|allow-rules|security-group/;

/** Whether the load balancer itself admits only some. */
export function hasSourceRanges({ loadBalancers }: GatewayView): boolean {
  return loadBalancers.some(({ service: { spec, annotations } }) => {
    if (spec.type !== undefined && spec.type !== 'LoadBalancer') return false;
    const ranges = list(spec.loadBalancerSourceRanges);
    return ranges.length > 0 && !ranges.some(range => /\/0$/.test(range)) || Object.keys(annotations).some(key => SOURCE_RANGES.test(key));
  });
}

/** Whether a NetworkPolicy says who may connect to its servers. */
export function hasNetworkPolicy({ workload: { namespace, labels }, manifests, servers }: GatewayView): boolean {
  const isServed = ({ port }: any) => servers.some(({ listens }) => listens === Number(port));
  // Without "from" a rule admits everybody; where it is about other ports only, such as that of health checks, it may.
  const opens = (rule: any) => list(rule.from).length === 0 && (list(rule.ports).length === 0 || list(rule.ports).some(isServed));
  return manifests._ofKind('networking.k8s.io', 'NetworkPolicy').some(({ namespace: its, spec: { podSelector, policyTypes, ingress } }) => its === namespace
    && selects(texts(podSelector?.matchLabels), labels)
    && (policyTypes === undefined || list(policyTypes).includes('Ingress'))
    && !list(ingress).some(opens));
}

/** What anybody sends. */
const COMMON_HEADERS = /^request\.headers\[(x-forwarded-.*|x-envoy-.*|user-agent|:.*|host)\]$/i;

/** Whether requests must carry what only the proxy has: a secret header or a client certificate. */
export function hasLock(gateway: GatewayView): boolean {
  return demandsHeader(gateway) || gateway.httpServers.length > 0 && gateway.httpServers.every(server => provesClient(server));
}

/** Whether every request must have a secret header. */
export function demandsHeader({ enforced }: GatewayView): boolean {
  return enforced.some(({ action, rules }) => action === 'DENY' && rules.some(({ when, addresses, operations }) => addresses.length === 0
    && operations.length === 0 && when.some(({ key, notValues }) => key.startsWith('request.headers[') && !COMMON_HEADERS.test(key) && notValues.length > 0)));
}
