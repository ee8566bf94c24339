import { GatewayTracer } from './gateway-tracer';
import { Trace } from './trace';
import { TraceRequest } from './trace-request';
import { trusted } from './trusted';
import { resultOf } from './ways';
import { Fault } from '../fault';
import { nameOf } from '../istio/kubernetes-object';
import { assertIstioVersion, nameAmong } from '../istio/proxy-releases';
import { DEFAULT_NAMESPACE } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { unreadFault } from '../manifests/unread';
import { modelOf } from '../model/manifest-model';

/** Which gateway is traced, and what the manifests do not show. */
export interface TracerOptions {
  /**
   * The gateway, as `Manifests.gateways` names it.
   * @default - the only one
   */
  readonly gateway?: string;

  /**
   * Version of Istio of the gateway's proxy, and of istiod where the manifests do not show it: releases read some paths differently.
   * @default - as the image of the pods, istiod's Deployment, an IstioOperator or Sail's Istio among the manifests shows it; where none does and it
   * matters, the answer is `UNCERTAIN`
   */
  readonly istioVersion?: string;
}

/** Says what a gateway does with requests, from manifests alone. Reads them once, so that further requests are fast. */
export class Tracer {
  /** The gateway, as `namespace/name`. */
  public readonly gateway: string;

  /** One for each Istio that the gateway may have, oldest first. */
  private readonly tracers: readonly GatewayTracer[];
  /** What it is where objects that name no namespace are in kubectl's own, if another was guessed for them. */
  private readonly inDefault?: { readonly tracer?: Tracer; readonly note: string };

  /**
   * Reads what is about one gateway.
   *
   * The error is `trace-gateway` where there are several and none is named, or where the named one is not among the manifests, `istio-version`
   * where that is not a version of Istio, and that of the file where one could not be read.
   *
   * @param manifests The manifests.
   * @param options Which gateway, and its version.
   */
  public constructor(manifests: Manifests, options: TracerOptions = {}) {
    if (options.istioVersion !== undefined) assertIstioVersion(options.istioVersion);
    const unread = manifests._unread.filter(({ mayMatter }) => mayMatter);
    if (unread.length > 0) throw unreadFault(unread);
    const its = manifests._withProxies(options.istioVersion);
    const known = its._workloads;
    const named = known.filter(({ id }) => options.gateway === undefined || id === options.gateway);
    if (named.length !== 1) {
      const other = manifests._otherGateways.find(({ gateway: { namespace, name } }) =>
        options.gateway === undefined ? known.length === 0 : options.gateway === `${namespace}/${name}`);
      const several = known.length ? `are ${known.length} gateways` : 'is no gateway';
      const found = options.gateway === undefined ? several : `is no gateway ${options.gateway}`;
      throw new Fault('trace-gateway', {
        what: `there ${found} among the manifests`,
        why: other
          ? `${nameOf(other.gateway)} runs on ${other.proxy}, which is not Istio's Envoy and has no policies of Istio`
          : 'each has its own settings and policies',
        instead: known.length
          ? `name one of ${known.map(({ id }) => id).join(', ')}`
          : other ? 'for lists, use a Gateway of class istio' : 'add the Gateway, its Deployment, or a policy that selects its pods',
      });
    }
    const [{ id, proxyVersion }] = named;
    this.inDefault = manifests._inDefault && inDefault(manifests._inDefault(), manifests._missingNamespaces, id, options);
    this.gateway = id;
    this.tracers = its._perIstio(named[0]).map(one => {
      const [istiod] = one._istio.versions;
      const proxies = proxyVersion ?? istiod;
      const name = proxies === istiod ? `Istio ${istiod}` : `istiod ${istiod} with proxies of ${proxies}`;
      return new GatewayTracer(modelOf(one._workloads.find(workload => workload.id === id)!, one), name, release =>
        proxies === istiod ? nameAmong(istiod, release) : `istiod ${istiod} with proxies of ${nameAmong(proxies, release)}`);
    });
  }

  /**
   * What happens to a request.
   *
   * The error is `trace-address` where an address is not valid, and `trace-namespace` where the answer depends on a namespace that is not written.
   *
   * @param request The request, as it arrives at the gateway's pod.
   */
  public trace(request: TraceRequest): Trace {
    const result = resultOf(this.tracers.flatMap(tracer => tracer.ways(request)), trace => trusted(trace, other => this.trace(other)));
    if (this.inDefault) {
      const other = this.inDefault.tracer?.trace(request);
      if (other?.verdict !== result.verdict || other.status !== result.status || other.clientAddress !== result.clientAddress) {
        throw new Fault('trace-namespace', {
          what: `the answer depends on the namespace of objects that name none: ${this.inDefault.note}`,
          why: 'policies act on the pods of their own namespace only',
          instead: 'write metadata.namespace, or say it with --namespace',
        });
      }
    }
    return result;
  }
}

function inDefault(manifests: Manifests, note: string, id: string, options: TracerOptions): { readonly tracer?: Tracer; readonly note: string } {
  const its = [id, `${DEFAULT_NAMESPACE}/${id.slice(id.indexOf('/') + 1)}`].find(one => manifests.gateways.includes(one));
  return { note, tracer: its === undefined ? undefined : new Tracer(manifests, { ...options, gateway: its }) };
}
