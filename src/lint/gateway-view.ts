import { LoadBalancer, loadBalancer } from './load-balancer';
import { Patch, patchesOf, proxyFilterOf } from './patches';
import { Policy, PolicyRule } from './policy-rule';
import { rangeOf } from '../envoy/condition';
import { list } from '../istio/list';
import { attaches, selects } from '../istio/policy-attachment';
import { GatewayWorkload, KnownFrom } from '../manifests/gateway-workloads';
import { ManifestObject, texts } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { IpBlocks } from '../net';
import { printBlock } from '../net/ranges';
import { Server, gatewaysOf, isHttp, isHttps, serversOf } from '../trace/servers';

/** Where a gateway takes the client's address from. */
export enum AddressFrom {
  PACKET = 'the packet source',
  PROXY = 'the PROXY header',
  XFF = 'X-Forwarded-For',
}

const ENFORCED_ELSEWHERE = 'cdk8s-istio-source-ip/enforced-elsewhere.';

/** A gateway with everything that acts on it. */
export class GatewayView {
  public readonly id: string;
  public readonly policies: readonly Policy[];
  public readonly patches: readonly Patch[];
  public readonly services: readonly ManifestObject[];
  public readonly loadBalancers: readonly LoadBalancer[];
  public readonly servers: readonly Server[];
  /** Istio's Gateways on it. */
  public readonly gateways: readonly ManifestObject[];
  /** Policies that are in force. */
  public readonly enforced: readonly Policy[];
  /** PROXY filters in EnvoyFilters. */
  public readonly proxyPatches: readonly Patch[];
  /** DENY for every packet source but the proxies': what makes their word a fact. */
  public readonly guards: readonly PolicyRule[];
  /** Those that serve requests, rather than redirect them. */
  public readonly httpServers: readonly Server[];
  /** Where connections other than HTTP's arrive. */
  public readonly tcpServers: readonly Server[];

  public constructor(public readonly workload: GatewayWorkload, public readonly manifests: Manifests, policies: ReadonlyMap<ManifestObject, Policy>) {
    const { namespace, labels } = workload;
    const { rootNamespace } = manifests._mesh;
    this.id = workload.id;
    this.policies = [...policies].filter(([object]) => attaches(object, workload, rootNamespace)).map(([, policy]) => policy);
    this.patches = manifests._ofKind('networking.istio.io', 'EnvoyFilter').filter(filter => attaches(filter, workload, rootNamespace)).flatMap(patchesOf);
    this.services = manifests._ofKind('', 'Service').filter(service => service.namespace === namespace && isOf(service, workload, labels));
    this.loadBalancers = this.services.map(loadBalancer);
    this.servers = serversOf(workload, manifests, { namespace, labels, note: () => undefined });
    this.gateways = gatewaysOf(workload, manifests);
    this.enforced = this.policies.filter(({ dryRun }) => !dryRun);
    this.proxyPatches = this.patches.filter(patch => proxyFilterOf(patch));
    this.guards = this.enforced.filter(({ action }) => action === 'DENY').flatMap(({ rules }) => rules)
      .filter(({ everything, addresses }) => everything && addresses.length === 1 && addresses[0].direct && addresses[0].negated);
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

  /** The addresses of the proxies, where guards name them. */
  public get guarded(): IpBlocks | undefined {
    const blocks = this.guards.flatMap(({ addresses }) => addresses[0].values).map(rangeOf).flatMap(range => range ? [printBlock(range)] : []);
    const plain = blocks.filter(block => !block.startsWith('::ffff:'));
    return plain.length ? IpBlocks.of(...plain) : undefined;
  }

  /** Reasons that somebody gave why nobody else comes near. */
  public get enforcedElsewhere(): boolean {
    const holders = [this.workload.pods.object, ...this.services, ...this.gateways];
    return holders.some(({ annotations }) => Object.keys(annotations).some(key => key.startsWith(ENFORCED_ELSEWHERE)));
  }

  /** Whether the load balancer itself admits only some. */
  public get hasSourceRanges(): boolean {
    return this.services.some(({ spec, annotations }) => list(spec.loadBalancerSourceRanges).length > 0
      || Object.keys(annotations).some(key => /load-balancer-(allow-source|source-ranges)|allowed-ip-ranges|allow-rules|security-group/.test(key)));
  }

  /** Whether a NetworkPolicy is about its pods. */
  public get hasNetworkPolicy(): boolean {
    return this.manifests._ofKind('networking.k8s.io', 'NetworkPolicy').some(({ namespace, spec }) => namespace === this.workload.namespace
      && selects(texts(spec.podSelector?.matchLabels), this.workload.labels));
  }

  /** Whether requests must carry what only the proxy has: a secret header or a client certificate. */
  public get hasLock(): boolean {
    const header = this.enforced.some(({ action, rules }) => action === 'DENY' && rules.some(({ when, addresses, operations }) => addresses.length === 0
      && operations.length === 0 && when.some(({ key, notValues }) => key.startsWith('request.headers[') && notValues.length > 0)));
    return header || this.httpServers.length > 0 && this.httpServers.every(({ tls }) => tls?.mode === 'MUTUAL');
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
