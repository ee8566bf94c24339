import { Yaml } from 'cdk8s';
import { assertOrder, insteadOrder } from './chain-order';
import { Derived, derive, peerOf } from './client-address';
import { describeTopology, drawTopology } from './describe';
import { Guards, guard } from './guards';
import { OPTIONAL_HEADER, ProxyProtocolRollout, Rollout } from './proxy-protocol-rollout';
import { TrustedProxy } from './trusted-proxy';
import { TargetType } from './trusted-proxy-options';
import { assertNew, guardDoors } from '../doors/door';
import { ClientAddressSource } from '../envoy/client-address-source';
import { Fault } from '../fault';
import { writeTopology } from '../istio/gateway-topology';
import { istiodValues, meshOperator, sailIstio } from '../istio/mesh-documents';

/** What the gateway does with the X-Forwarded-Client-Cert header; Istio's `gatewayTopology.forwardClientCertDetails`. */
export enum ForwardClientCertDetails {
  /** Drop it. */
  SANITIZE = 'SANITIZE',
  /** Pass it on if the client presented a certificate. */
  FORWARD_ONLY = 'FORWARD_ONLY',
  /** Add the client's certificate to it, if there is one, and pass it on. */
  APPEND_FORWARD = 'APPEND_FORWARD',
  /** Replace it by the client's certificate, if there is one. */
  SANITIZE_SET = 'SANITIZE_SET',
  /** Pass it on whatever the client presented: only after a proxy that overwrites it. */
  ALWAYS_FORWARD_ONLY = 'ALWAYS_FORWARD_ONLY',
}

/** The chain in front of the gateway. */
export interface TrustedTopologyProps {
  /** The proxies and load balancers in front of the gateway, from the client to the gateway. Empty: clients reach the nodes directly. */
  readonly proxies: TrustedProxy[];
  /**
   * What the gateway does with X-Forwarded-Client-Cert.
   * @default - Istio's own, SANITIZE_SET
   */
  readonly forwardClientCertDetails?: ForwardClientCertDetails;
  /**
   * Turns PROXY on at a load balancer that is in use, in three commits. `proxies` is what will be; the gateway's lists hold throughout, where
   * they held before.
   * @default - PROXY is required from the first pod on, or not at all
   */
  readonly proxyProtocolRollout?: ProxyProtocolRollout;
}

/** What else the IstioOperator document sets for the mesh. */
export interface IstioOperatorOptions {
  /**
   * Write JSON access logs to standard output for the whole mesh.
   * @default false
   */
  readonly accessLog?: boolean;
}

/** What else the `Istio` resource of the Sail operator says. */
export interface SailIstioOptions {
  /** Version of Istio, as Sail names it: `v1.31.0`, `v1.31-latest`. */
  readonly version: string;
  /**
   * Namespace of istiod.
   * @default 'istio-system'
   */
  readonly namespace?: string;
}

/**
 * The proxies in front of an Istio gateway, in order, and what follows from them: where Envoy finds the client's address,
 * which headers it may believe, and which guards keep others from writing them.
 *
 * You set no number. What a chain cannot deliver (a lost address, a PROXY header that nothing reads,
 * trust that nothing enforces) is an error here, before anything is emitted.
 */
export class TrustedTopology {
  /** Where Envoy finds the client's address of an HTTP request. */
  public readonly clientAddressSource: ClientAddressSource;
  /** The header that holds the client's address, in lower case; undefined where Envoy itself finds it. */
  public readonly clientAddressHeader?: string;
  /** Istio's `gatewayTopology.numTrustedProxies`: how many X-Forwarded-For entries, counted from the right, proxies have written. */
  public readonly numTrustedProxies: number;
  /** Whether the gateway must read a PROXY header in front of every connection; Istio's `gatewayTopology.proxyProtocol`. */
  public readonly proxyProtocol: boolean;
  /** What the gateway does with X-Forwarded-Client-Cert. */
  public readonly forwardClientCertDetails?: ForwardClientCertDetails;
  /** @internal */
  public readonly _guards: Guards;
  /** Turning PROXY on, where that is under way. @internal */
  public readonly _rollout?: Rollout;
  private readonly _proxies: readonly TrustedProxy[];
  private readonly derived: Derived;
  /** Now, or at the end of a rollout: what the gateway needs then must be there before. */
  private readonly usesPackets: boolean;

  public constructor(props: TrustedTopologyProps) {
    assertNew('TrustedTopology', props);
    this._proxies = [...props.proxies];
    this.assertDistinctNames();
    assertOrder(this._proxies);
    this.assertEndsAtTheGateway();
    this.derived = derive(this._proxies);
    this._rollout = props.proxyProtocolRollout && new Rollout(props.proxyProtocolRollout, this._proxies, this.derived);
    const guards = guard(this._proxies, this.derived);
    this._guards = this._rollout?.guards(guards) ?? guards;
    this.usesPackets = this.derived.source === ClientAddressSource.PACKET_SOURCE || guards.packetSource !== undefined;
    this.clientAddressSource = this.derived.source;
    this.clientAddressHeader = this.derived.header;
    this.numTrustedProxies = this.derived.numTrustedProxies;
    this.proxyProtocol = this.derived.received.proxyHeader !== undefined;
    this.forwardClientCertDetails = props.forwardClientCertDetails;
    this.assertTrafficPolicyIsPossible();
  }

  /** The proxies, from the client to the gateway. */
  public get proxies(): TrustedProxy[] {
    return [...this._proxies];
  }

  /**
   * Whether the client's address is known on TCP and TLS passthrough servers too.
   * TCP has no X-Forwarded-For: after a layer-7 proxy it is not known, and an address list on such a server is an error.
   */
  public get knowsTcpClients(): boolean {
    return this._proxies.every(proxy => proxy.layer === 4);
  }

  /**
   * `Local` where the packet source is used (as the client's address or by a guard) and the last proxy connects to nodes, since kube-proxy
   * otherwise replaces it; also where the load balancer works with nothing else. Undefined where it makes no difference.
   */
  public get externalTrafficPolicy(): string | undefined {
    const usesPackets = this.usesPackets || this._rollout?.seesClients;
    const last = this._lastProxy;
    const needed = last?._trafficPolicy?.needs === 'Local';
    return needed || usesPackets && (last === undefined || last.targetType === TargetType.NODES) ? 'Local' : undefined;
  }

  /**
   * The content of the `proxy.istio.io/config` annotation, or of `meshConfig.defaultConfig`: the whole `gatewayTopology`,
   * `numTrustedProxies: 0` included, because Istio replaces the field and never merges it.
   */
  public toProxyConfig(): { [name: string]: any } {
    const isOptional = this._rollout?.isOptional ?? false;
    return {
      gatewayTopology: writeTopology({
        numTrustedProxies: this.numTrustedProxies,
        proxyProtocol: this.proxyProtocol && !isOptional,
        forwardClientCertDetails: this.forwardClientCertDetails,
      }),
      // In the same field of the pod: no pod has both, which would ask for two headers.
      ...isOptional ? { proxyMetadata: { [`ISTIO_META_${OPTIONAL_HEADER}`]: 'optional' } } : {},
    };
  }

  /** The same as values for Istio's Helm chart `istiod`: the topology of **every** gateway of the mesh that has no annotation of its own. */
  public toIstiodValues(): { [name: string]: any } {
    return istiodValues(this.toProxyConfig());
  }

  /** The same as the `Istio` resource of the Sail operator, which installs istiod with such values. */
  public toSailIstio(options: SailIstioOptions): string {
    return Yaml.stringify(sailIstio(this.toProxyConfig(), options));
  }

  /**
   * The same for `istioctl install -f`: the topology of **every** gateway of the mesh that has no annotation of its own.
   * A file for istioctl, never for `kubectl apply`: no cluster serves that kind since Istio 1.24.
   */
  public toIstioOperator(options: IstioOperatorOptions = {}): string {
    return Yaml.stringify(meshOperator(this.toProxyConfig(), options.accessLog ?? false));
  }

  /** The chain in words, with what was derived from it and what guards it. */
  public describe(): string {
    return describeTopology(this);
  }

  /** The chain as a Mermaid flow chart. */
  public toMermaid(): string {
    return drawTopology(this);
  }

  /** The proxy that connects to the gateway, as the topology declares it: with a rollout, as it will be. @internal */
  public get _lastProxy(): TrustedProxy | undefined {
    return this._proxies[this._proxies.length - 1];
  }

  /** The proxy that the gateway's Service is for. Not `_lastProxy` in the first phase of a rollout: there it is the one before. @internal */
  public get _serviceProxy(): TrustedProxy | undefined {
    return this._rollout?.serviceProxy ?? this._lastProxy;
  }

  /** The proxy whose address Envoy falls back to when it cannot read X-Forwarded-For. @internal */
  public get _fallback(): TrustedProxy | undefined {
    const owner = peerOf(this.derived.received);
    return this._proxies.find(proxy => proxy === owner);
  }

  private assertDistinctNames(): void {
    const duplicate = this._proxies.find((proxy, index) => this._proxies.findIndex(other => other.name === proxy.name) < index);
    if (duplicate) {
      throw new Fault('duplicate-proxy', {
        what: `two proxies are named "${duplicate.name}"`,
        why: 'errors, pictures and annotations could not tell them apart',
        instead: 'give each its own name, such as "edge" and "inner"',
      });
    }
  }

  private assertTrafficPolicyIsPossible(): void {
    const last = this._lastProxy;
    if (last?._trafficPolicy?.needs === 'Cluster' && this.externalTrafficPolicy === 'Local') {
      throw new Fault('traffic-policy', {
        what: `"${last.name}" needs externalTrafficPolicy Cluster: ${last._trafficPolicy.because}`,
        why: `the ${this._guards.packetSource ? 'guard on its addresses' : 'packet source'} needs Local, since kube-proxy otherwise puts a node's address there`,
        instead: `leave connectsFrom of "${last.name}" out, and write what keeps others from the nodes: originLock: OriginLock.enforcedElsewhere('…')`,
      });
    }
  }

  private assertEndsAtTheGateway(): void {
    if (this._lastProxy && !this._lastProxy.targetType) {
      throw new Fault('targets-missing', {
        what: `"${this._lastProxy.name}" is the last proxy, and it does not say what it connects to`,
        why: 'ports of nodes go through kube-proxy, which replaces the packet source unless externalTrafficPolicy is Local; pods are reached directly',
        instead: 'add the load balancer between it and the gateway, such as LoadBalancer.of(…) or Aws.nlb({ … }); or, where it connects to nodes or pods itself, write '
          + `targetType: TargetType.NODES or TargetType.PODS${insteadOrder(this._proxies)}`,
      });
    }
  }
}

guardDoors('TrustedTopology', TrustedTopology);
