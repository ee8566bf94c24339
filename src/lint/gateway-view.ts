import { FieldPath } from './check';
import { LoadBalancerView, loadBalancer } from './load-balancer';
import { Patch, patchesOf, proxyFilterOf } from './patches';
import { Policy } from './policy-rule';
import { attaches, selects } from '../istio/policy-attachment';
import { GatewayWorkload, KnownFrom } from '../manifests/gateway-workloads';
import { ManifestObject, texts } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { Server, gatewaysOf, isHttp, isHttps, serversOf } from '../trace/servers';

/** Where a gateway takes the client's address from. */
export enum AddressFrom {
  PACKET = 'the packet source',
  PROXY = 'the PROXY header',
  XFF = 'X-Forwarded-For',
}

/** What may act on a gateway, by namespace: most gateways have one of their own. */
export interface Nearby {
  readonly policies: ReadonlyMap<string, readonly Policy[]>;
  readonly filters: ReadonlyMap<string, readonly ManifestObject[]>;
  readonly services: ReadonlyMap<string, readonly ManifestObject[]>;
}

/** A gateway with everything that acts on it. */
export class GatewayView {
  public readonly id: string;
  public readonly policies: readonly Policy[];
  public readonly patches: readonly Patch[];
  public readonly services: readonly ManifestObject[];
  public readonly loadBalancers: readonly LoadBalancerView[];
  public readonly servers: readonly Server[];
  /** Istio's Gateways on it. */
  public readonly gateways: readonly ManifestObject[];
  /** Policies that are in force. */
  public readonly enforced: readonly Policy[];
  /** PROXY filters in EnvoyFilters. */
  public readonly proxyPatches: readonly Patch[];
  /** Those that serve requests, rather than redirect them. */
  public readonly httpServers: readonly Server[];
  /** Where connections other than HTTP's arrive. */
  public readonly tcpServers: readonly Server[];

  public constructor(public readonly workload: GatewayWorkload, public readonly manifests: Manifests, nearby: Nearby) {
    const { namespace, labels } = workload;
    const { rootNamespace } = manifests._mesh;
    this.id = workload.id;
    const acting = <T>(all: ReadonlyMap<string, readonly T[]>, objectOf: (one: T) => ManifestObject) => [...new Set([namespace, rootNamespace])]
      .flatMap(space => all.get(space) ?? []).filter(one => attaches(objectOf(one), workload, rootNamespace));
    this.policies = acting(nearby.policies, ({ object }) => object);
    this.patches = acting(nearby.filters, filter => filter).flatMap(patchesOf);
    this.services = (nearby.services.get(namespace) ?? []).filter(service => isOf(service, workload, labels));
    this.loadBalancers = this.services.map(loadBalancer);
    this.servers = serversOf(workload, manifests, { namespace, labels, note: () => undefined });
    this.gateways = gatewaysOf(workload, manifests);
    this.enforced = this.policies.filter(({ dryRun }) => !dryRun);
    this.proxyPatches = this.patches.filter(patch => proxyFilterOf(patch));
    this.httpServers = this.servers.filter(server => isHttps(server) || isHttp(server) && !this.redirects(server));
    this.tcpServers = this.servers.filter(server => !isHttp(server) && !isHttps(server));
  }

  /** Whether these manifests show the gateway, and not just something that acts on it. */
  public get isSure(): boolean {
    return this.workload.knownFrom !== KnownFrom.POLICY;
  }

  /** Whether it takes a PROXY header off its connections, or its authors want it to. */
  public get readsProxy(): boolean {
    return this.workload.topology.proxyProtocol || this.proxyPatches.length > 0;
  }

  public get trustedProxies(): number {
    return this.workload.topology.numTrustedProxies;
  }

  /** Undefined where it depends on a mesh configuration that nobody has seen. */
  public get addressFrom(): AddressFrom | undefined {
    if (this.trustedProxies > 0) return AddressFrom.XFF;
    if (this.readsProxy) return AddressFrom.PROXY;
    return this.workload.topologyKnown ? AddressFrom.PACKET : undefined;
  }

  /** Where its topology is written, or the gateway itself. */
  public get topologyAt(): { readonly object: ManifestObject; readonly path: FieldPath } {
    return this.workload.topologyAt ?? { object: this.workload.pods.object, path: [] };
  }

  /** Behind a layer-7 proxy clients say themselves that they came by HTTPS, and are not redirected. */
  private redirects({ tls }: Server): boolean {
    return tls?.httpsRedirect === true && this.trustedProxies === 0;
  }

  /** The ports of Services that end at a port of the pod. */
  public servicePorts(listens: number): number[] {
    return [...new Set(this.workload.servicePorts.filter(({ targetPort }) => targetPort === listens).map(({ port }) => port))];
  }
}

/** A Service that is there in part, for server-side apply, has its whole's name. */
function isOf({ spec, name }: ManifestObject, { id, namespace }: GatewayWorkload, labels: { readonly [name: string]: string }): boolean {
  const selector = texts(spec.selector);
  return Object.keys(selector).length > 0 ? selects(selector, labels) : spec.ports === undefined && `${namespace}/${name}` === id;
}
