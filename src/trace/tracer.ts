import { GatewayTracer } from './gateway-tracer';
import { RequestTrace } from './request-trace';
import { suppositions } from './suppositions';
import { Trace } from './trace';
import { TraceRequest } from './trace-request';
import { trusted } from './trusted';
import { resultOf } from './ways';
import { assertNew, guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { nameOf } from '../istio/kubernetes-object';
import { assertIstioVersion, nameAmong } from '../istio/proxy-releases';
import { Doubt, GatewayWorkload } from '../manifests/gateway-workloads';
import { DEFAULT_NAMESPACE } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { unreadFault } from '../manifests/unread';
import { makeModel } from '../model/manifest-model';

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
  /** On what everything rests. */
  private readonly doubts: readonly Doubt[];
  /** The same, where something may be otherwise. */
  private readonly others: readonly Alternative[];

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
    assertNew('Tracer', manifests, options);
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
          ? `${nameOf(other.gateway)} ${other.is}${other.proxy === undefined ? '' : ' and has no policies of Istio'}`
          : 'each has its own settings and policies',
        instead: known.length
          ? `name one of ${known.map(({ id }) => id).join(', ')}`
          : other ? 'for lists, use a Gateway of class istio' : 'add the Gateway, its Deployment, or a policy that selects its pods',
      });
    }
    const [workload] = named;
    this.gateway = workload.id;
    const perIstio = its._perIstio(workload);
    this.tracers = perIstio.map(one => tracerOf(workload, one));
    const unnamed: Doubt = { what: manifests._missingNamespaces, add: 'write metadata.namespace, or say it with --namespace' };
    const elsewhere = manifests._inDefault && inDefault(manifests._inDefault(), workload.id, options);
    this.doubts = [
      ...workload.doubts,
      ...this.tracers.some(({ isAssumed }) => isAssumed) ? [NO_SERVERS] : [],
      ...manifests._inDefault && !elsewhere ? [unnamed] : [],
    ];
    this.others = [
      ...suppositions(workload, its).map(supposition => {
        let tracers: readonly GatewayTracer[] | undefined;
        return {
          doubt: supposition,
          tracers: () => tracers ??= perIstio.map(one => tracerOf(supposition.workload, one)),
          matters: (shown: RequestTrace) => supposition.matters(shown),
        };
      }),
      ...elsewhere ? [{ doubt: unnamed, tracers: () => elsewhere.tracers, matters: () => true }] : [],
    ];
  }

  /**
   * What happens to a request.
   *
   * The error is `trace-address` where an address is not valid.
   *
   * @param request The request, as it arrives at the gateway's pod.
   */
  public trace(request: TraceRequest): Trace {
    const waysOf = (tracers: readonly GatewayTracer[]) => tracers.flatMap(tracer => tracer.ways(request));
    const otherwise = (shown: RequestTrace) => this.others.filter(({ matters }) => matters(shown))
      .map(({ doubt, tracers }) => ({ doubt, ways: waysOf(tracers()) }));
    return resultOf(waysOf(this.tracers), this.doubts, otherwise, trace => trusted(trace, other => this.trace(other)));
  }
}

guardDoors('Tracer', Tracer);

/** The same gateway, where something is otherwise than it is shown. */
interface Alternative {
  readonly doubt: Doubt;
  readonly tracers: () => readonly GatewayTracer[];
  /** Whether it is to be thought of for a request. */
  readonly matters: (shown: RequestTrace) => boolean;
}

/** Where objects that name no namespace are in kubectl's own, if another was guessed for them. */
function inDefault(manifests: Manifests, id: string, options: TracerOptions): Tracer | undefined {
  const its = [id, `${DEFAULT_NAMESPACE}/${id.slice(id.indexOf('/') + 1)}`].find(one => manifests.gateways.includes(one));
  return its === undefined ? undefined : new Tracer(manifests, { ...options, gateway: its });
}

const NO_SERVERS: Doubt = { what: 'no Gateway among the manifests has servers for these pods, and without servers nothing listens', add: 'add the Gateway that selects the pods' };

/** The gateway of one Istio. */
function tracerOf(workload: GatewayWorkload, manifests: Manifests): GatewayTracer {
  const [istiod] = manifests._istio.versions;
  const proxies = workload.proxyVersion ?? istiod;
  const before = proxies === istiod ? '' : `istiod ${istiod} with proxies of `;
  return new GatewayTracer(makeModel(workload, manifests), `${before || 'Istio '}${proxies}`, release => `${before}${nameAmong(proxies, release)}`);
}
