import { withoutNamespace } from '../istio/host-names';
import { STRICT_GATEWAY_MERGING, UNVERIFIED_CERTIFICATES } from '../istio/istio-version';
import { byAge, nameOf } from '../istio/kubernetes-object';
import { list, record } from '../istio/list';
import { selects } from '../istio/policy-attachment';
import { isPlainHttp } from '../istio/protocols';
import { gatewayId } from '../istio/virtual-service';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { InstalledIstio, STRICT_MERGING } from '../manifests/installed-istio';
import { ManifestObject, texts } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { podPort } from '../manifests/pod-template';

/** A server of any kind of Gateway, as istiod reads it. */
export interface Server {
  /** `namespace/name` of its Gateway. */
  readonly gateway: string;
  /** As messages name it. */
  readonly name: string;
  /** The port on which the pod listens. */
  readonly listens: number;
  /** As the Gateway writes it. */
  readonly port: number;
  readonly portName: string;
  /** In lower case. */
  readonly protocol: string;
  readonly hosts: readonly string[];
  /** TLS settings; undefined for none. */
  readonly tls?: ServerTls;
  /** Whether it is a listener of the Kubernetes Gateway API, which takes that API's routes alone. */
  readonly isListener?: boolean;
}

export interface ServerTls {
  readonly mode: string;
  readonly httpsRedirect: boolean;
  /** Whether a client certificate may be one that nobody trusts. */
  readonly acceptsAnyCertificate?: boolean;
}

/** Whether connections prove by a certificate, in this mode, who their client is. */
export function provesClient({ tls }: Server, mode = 'MUTUAL'): boolean {
  return tls?.mode === mode && !tls.acceptsAnyCertificate;
}

/** Plain HTTP. */
export function isHttp({ protocol }: Server): boolean {
  return isPlainHttp(protocol);
}

export function isPassthrough({ tls }: Server): boolean {
  return tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';
}

/** HTTP in TLS that the gateway terminates. */
export function isHttps(server: Server): boolean {
  return server.protocol === 'https' && server.tls !== undefined && !isPassthrough(server);
}

/** Its hosts in lower case, without namespaces. */
export function dnsNames({ hosts }: Server): string[] {
  return hosts.map(host => withoutNamespace(host).toLowerCase());
}

/** The names of its filter chain; `*` is all. */
export function serverNames(server: Server): string[] {
  const names = dnsNames(server);
  return isHttp(server) || names.includes('*') ? ['*'] : names;
}

/** The Istio Gateways on these pods, in the order in which istiod merges them. */
export function gatewaysOn(workload: GatewayWorkload, manifests: Manifests): ManifestObject[] {
  return selecting(workload, manifests).filter(gateway => !isForeign(gateway, workload) || !mergesStrictly(manifests));
}

function selecting(workload: GatewayWorkload, manifests: Manifests): ManifestObject[] {
  return manifests._ofKind('networking.istio.io', 'Gateway').filter(({ spec }) => selects(texts(spec.selector), workload.labels)).sort(byAge);
}

/** Whether istiod leaves an Istio Gateway out where it merges strictly: one of another namespace, on pods of a Gateway of the Kubernetes Gateway API. */
function isForeign({ namespace }: ManifestObject, workload: GatewayWorkload): boolean {
  return workload.gatewayApi !== undefined && namespace !== workload.namespace;
}

/**
 * Whether istiod is known to merge strictly. An Istio that nobody has seen may be an older one, which serves such Gateways.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/model/push_context.go filterStrictGatewayMerging
 */
function mergesStrictly({ _istio: istio }: Manifests): boolean {
  return istio.minor !== undefined && !istio.lacks(STRICT_GATEWAY_MERGING) && !istio.settings(STRICT_MERGING).includes(false);
}

/** All servers of these pods. */
export function serversOf(workload: GatewayWorkload, manifests: Manifests, note: (text: string) => void): Server[] {
  for (const gateway of selecting(workload, manifests).filter(one => isForeign(one, workload) && mergesStrictly(manifests))) {
    note(`istiod leaves ${nameOf(gateway)} out: pods of a Gateway of the Kubernetes Gateway API serve no Istio Gateway of another namespace`);
  }
  const classic = gatewaysOn(workload, manifests).flatMap(gateway => list(gateway.spec.servers).flatMap((server: any) => {
    if (!server.port?.number) note(`a server of ${nameOf(gateway)} has no port, and istiod leaves it out`);
    if (server.bind) note(`a server of ${nameOf(gateway)} binds ${server.bind}: it is traced as if it listened on every address`);
    return server.port?.number ? [classicServer(gateway, server, workload, manifests._istio)] : [];
  }));
  const servers = [...classic, ...listeners(workload, manifests)];
  for (const { name } of servers.filter(({ tls }) => tls?.acceptsAnyCertificate)) note(`the ${name} accepts any client certificate: the names in it prove nothing`);
  return servers;
}

function classicServer(gateway: ManifestObject, { port, hosts, tls }: any, { servicePorts }: GatewayWorkload, istio: InstalledIstio): Server {
  const number = Number(port.number);
  return {
    gateway: gatewayId(`${gateway.namespace}/${gateway.name}`, gateway.namespace),
    name: `${String(port.protocol)} server ${port.name ?? number} of ${nameOf(gateway)}`,
    listens: podPort(servicePorts, number),
    port: number,
    portName: String(port.name ?? ''),
    protocol: String(port.protocol).toLowerCase(),
    hosts: list(hosts).map((host: any) => ownHost(String(host), gateway.namespace)),
    tls: tls ? {
      mode: tls.mode ?? 'PASSTHROUGH',
      httpsRedirect: tls.httpsRedirect === true,
      acceptsAnyCertificate: tls.insecureSkipVerify === true && /MUTUAL$/.test(tls.mode) && !istio.lacks(UNVERIFIED_CERTIFICATES),
    } : undefined,
  };
}

/** A host in the form `./host` is for the Gateway's own namespace. One for every namespace (`*` before the slash) needs no owner. */
function ownHost(host: string, namespace: string): string {
  if (host.startsWith('./')) return `${namespace}${host.slice(1)}`;
  return host.startsWith('*/') ? host.slice(2) : host;
}

/** Listeners of the Kubernetes Gateway API. The Service that istiod makes has the same ports as the pod. */
function listeners({ gatewayApi }: GatewayWorkload, { _istio }: Manifests): Server[] {
  return list(gatewayApi?.spec.listeners).map((listener: any) => ({
    gateway: `${gatewayApi!.namespace}/${gatewayApi!.name}`,
    isListener: true,
    name: `listener ${listener.name} of ${nameOf(gatewayApi!)}`,
    listens: Number(listener.port),
    port: Number(listener.port),
    portName: String(listener.name),
    protocol: String(listener.protocol).toLowerCase(),
    hosts: [String(listener.hostname ?? '*')],
    tls: ['HTTPS', 'TLS'].includes(listener.protocol) ? { ...listenerMode(listener, gatewayApi!, _istio), httpsRedirect: false } : undefined,
  }));
}

/** @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/config/kube/gateway/conversion.go buildTLS */
function listenerMode({ tls, port }: any, { labels, spec }: ManifestObject, istio: InstalledIstio): Pick<ServerTls, 'mode' | 'acceptsAnyCertificate'> {
  const options = texts(tls?.options);
  if (tls?.mode === 'Passthrough') {
    const eastWest = 'topology.istio.io/network' in labels && String(port) === (labels['networking.istio.io/gatewayPort'] ?? '15443');
    return { mode: eastWest || options['gateway.istio.io/listener-protocol'] === 'auto-passthrough' ? 'AUTO_PASSTHROUGH' : 'PASSTHROUGH' };
  }
  const mode = options['gateway.istio.io/tls-terminate-mode'];
  if (['MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL'].includes(mode)) return { mode };
  const { perPort, default: allPorts } = record(spec.tls?.frontend);
  const frontend = list(perPort).find((one: any) => one.port === port)?.tls ?? allPorts;
  const { caCertificateRefs, mode: validation } = record(frontend?.validation);
  if (list(caCertificateRefs).length === 0) return { mode: 'SIMPLE' };
  const fallsBack = validation === 'AllowInsecureFallback' && !istio.lacks(UNVERIFIED_CERTIFICATES);
  return fallsBack ? { mode: 'OPTIONAL_MUTUAL', acceptsAnyCertificate: true } : { mode: 'MUTUAL' };
}
