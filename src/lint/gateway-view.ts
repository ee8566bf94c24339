import { HttpProxyView, httpProxies } from './http-proxies';
import { LoadBalancerView, loadBalancer } from './load-balancer';
import { Policy } from './policy-rule';
import { ClientAddressSource, isWrittenByProxy } from '../envoy/client-address-source';
import { valuePath } from '../istio/envoy-filter-patches';
import { attaches } from '../istio/policy-attachment';
import { FieldPath } from '../manifests/field-path';
import { writtenService } from '../manifests/gateway-service';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { KnownFrom } from '../manifests/known-from';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { findsPods } from '../manifests/pod-selector';
import { EnvoyModel, HttpSettings, ListenerFilter, ModelServer, RequestHandling, takesProxy } from '../model/envoy-model';
import { modelOf } from '../model/manifest-model';
import { hasRoutes } from '../model/routes/bound-routes';
import { Server, gatewaysOn, isHttp, isHttps } from '../model/servers';

/** What may act on a gateway, by namespace: most gateways have one of their own. */
export interface Nearby {
  readonly policies: ReadonlyMap<string, readonly Policy[]>;
  readonly services: ReadonlyMap<string, readonly ManifestObject[]>;
}

/** A gateway with everything that acts on it. */
export class GatewayView {
  public readonly id: string;
  /** As its Envoy runs it. */
  public readonly model: EnvoyModel;
  public readonly policies: readonly Policy[];
  public readonly services: readonly ManifestObject[];
  /** How the releases that its proxy may have read requests; the newest last. */
  public readonly handlings: readonly RequestHandling[];
  public readonly loadBalancers: readonly LoadBalancerView[];
  /** What reads HTTP in front of it, as these manifests show. */
  public readonly httpProxies: readonly HttpProxyView[];
  /** Istio's Gateways on it. */
  public readonly gateways: readonly ManifestObject[];
  /** Policies that are in force. */
  public readonly enforced: readonly Policy[];
  /** Those that serve requests, rather than redirect them. */
  public readonly httpServers: readonly ModelServer[];
  /** Where connections other than HTTP's arrive. */
  public readonly tcpServers: readonly ModelServer[];

  public constructor(public readonly workload: GatewayWorkload, public readonly manifests: Manifests, nearby: Nearby) {
    const { namespace, labels } = workload;
    const { rootNamespace } = manifests._mesh;
    this.id = workload.id;
    this.model = modelOf(workload, manifests);
    this.handlings = this.model.handlings;
    this.policies = [...new Set([namespace, rootNamespace])].flatMap(space => nearby.policies.get(space) ?? [])
      .filter(({ object }) => attaches(object, workload, rootNamespace));
    this.services = (nearby.services.get(namespace) ?? []).filter(service => isOf(service, workload, labels));
    this.loadBalancers = [...this.services.map(writtenService), ...workload.installedService ? [workload.installedService] : []].map(loadBalancer);
    this.httpProxies = httpProxies(this.loadBalancers, manifests);
    this.gateways = gatewaysOn(workload, manifests);
    this.enforced = this.policies.filter(({ dryRun }) => !dryRun);
    this.httpServers = this.servers.filter(server => isHttps(server) || isHttp(server) && !this.redirects(server));
    this.tcpServers = this.servers.filter(server => !isHttp(server) && !isHttps(server));
  }

  public get servers(): readonly ModelServer[] {
    return this.model.servers;
  }

  /** PROXY filters of EnvoyFilters, also of those whose listener is not known. */
  public get proxyFilters(): readonly ListenerFilter[] {
    return this.model.proxyFilters;
  }

  /** Whether these manifests show the gateway, and not just something that acts on it. */
  public get isSure(): boolean {
    return this.workload.knownFrom !== KnownFrom.POLICY;
  }

  /** Whether any of its listeners takes a PROXY header off connections. Where nothing listens, whether its authors want it to. */
  public get readsProxy(): boolean {
    const { topology, listeners } = this.model;
    const isTaken = listeners.length > 0 ? listeners.some(({ filters }) => filters.some(takesProxy)) : this.proxyFilters.length > 0;
    return topology.proxyProtocol || isTaken;
  }

  /** How many entries of X-Forwarded-For it believes: EnvoyFilters may set that, too. Where servers differ, as many as any of them. */
  public get trustedProxies(): number {
    return this.trusting?.trustedHops ?? this.model.topology.numTrustedProxies;
  }

  /** The field that says so, and where it is written. */
  public get trustedProxiesAt(): { readonly field: string; readonly object: ManifestObject; readonly path: FieldPath } {
    const patch = this.trusting?.trustedHopsBy;
    return patch ? { field: 'xff_num_trusted_hops', object: patch.object, path: valuePath(patch) } : { field: 'numTrustedProxies', ...this.topologyAt };
  }

  private get trusting(): HttpSettings | undefined {
    const settings = this.model.listeners.flatMap(({ chains }) => chains).flatMap(({ http }) => http ?? []);
    return settings.reduce<HttpSettings | undefined>((most, one) => most && most.trustedHops >= one.trustedHops ? most : one, undefined);
  }

  /** Undefined where it depends on a mesh configuration that nobody has seen. */
  public get addressFrom(): ClientAddressSource | undefined {
    if (this.trustedProxies > 0) return ClientAddressSource.X_FORWARDED_FOR;
    if (this.readsProxy) return ClientAddressSource.PROXY_PROTOCOL;
    return this.workload.topologyKnown ? ClientAddressSource.PACKET_SOURCE : undefined;
  }

  /** Whether it takes the packet source for the client, as far as these manifests show. */
  public get seesPacketSource(): boolean {
    return this.trustedProxies === 0 && !this.readsProxy;
  }

  /** Whether a proxy writes the client's address, as far as that is known. */
  public get isAddressWritten(): boolean {
    return this.addressFrom !== undefined && isWrittenByProxy(this.addressFrom);
  }

  /** Where its topology is written, or the gateway itself. */
  public get topologyAt(): { readonly object: ManifestObject; readonly path: FieldPath } {
    return this.workload.topologyAt ?? { object: this.workload.pods.object, path: [] };
  }

  /** Whether routes of a server's Gateway are among the manifests. Without any, others may have them. */
  public showsRoutes({ gateway }: Server): boolean {
    return hasRoutes(gateway, this.manifests, this.workload.namespace);
  }

  /** After a layer-7 proxy, clients can say that they came by HTTPS, and are not redirected. */
  private redirects({ tls }: Server): boolean {
    return tls?.httpsRedirect === true && this.trustedProxies === 0;
  }

  /** The ports of Services that end at a port of the pod. */
  public servicePorts(listens: number): number[] {
    return [...new Set(this.model.servicePorts.filter(({ targetPort }) => targetPort === listens).map(({ port }) => port))];
  }
}

/** A Service that is there in part, for server-side apply, has its whole's name. */
function isOf({ spec, name }: ManifestObject, { id, namespace }: GatewayWorkload, labels: { readonly [name: string]: string }): boolean {
  return findsPods(spec.selector, labels) || Object.keys(spec.selector ?? {}).length === 0 && spec.ports === undefined && `${namespace}/${name}` === id;
}
