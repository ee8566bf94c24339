import { CATALOGUE } from './catalogue';
import { Annotations, CatalogueEntry, ClosedWay, HttpWay, PlainWay, ProxyWay, isClosed } from './catalogue/entry';
import { Hairpin } from './hairpin';
import { LoadBalancerName } from './load-balancer-name';
import { Fault } from '../fault';
import { NO_CLIENTS_INSIDE } from '../istio/own-names';
import { IpBlocks } from '../net';
import {
  GatewayServiceType, HttpProxyOptions, OriginLock, ServicePortName, TargetType, TrafficPolicy, TrustedProxy, TrustedProxyOptions, XForwardedFor,
} from '../topology';

/** A load balancer that a controller makes from the gateway's Service. */
export interface LoadBalancerOptions {
  /**
   * Whether it sends PROXY. What must change together with that changes with it (health checks, ipMode, preservation of the source).
   * @default false
   */
  readonly proxyProtocol?: boolean;
  /**
   * Whether it reads HTTP and appends to X-Forwarded-For, instead of passing bytes on. It then ends TLS, with a certificate that `annotations` name,
   * and speaks plain HTTP to the gateway.
   * @default false
   */
  readonly http?: boolean;
  /**
   * The addresses from which it connects to the nodes, where it does not keep the client's.
   * @default - unknown; an error where a guard needs them
   */
  readonly connectsFrom?: IpBlocks;
  /**
   * What proves it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
  /**
   * What becomes of clients inside the cluster that call its address; only for load balancers that would lose them.
   * @default - an error where it would lose them
   */
  readonly hairpin?: Hairpin;
  /**
   * Other annotations of its controller, such as location, size, subnet, a pool of addresses or an internal scheme; none that decides what the options
   * above decide.
   * @default - none
   */
  readonly annotations?: { [name: string]: string };
  /**
   * Name of the proxy; two of a kind in one chain need it.
   * @default - the load balancer's name in the catalogue
   */
  readonly name?: string;
}

/** The catalogue of load balancers that a Service makes: what each does to the client's address, and by which annotations. */
export class LoadBalancer {
  /**
   * Any load balancer of the catalogue, such as `LoadBalancer.of(LoadBalancerName.HETZNER, { proxyProtocol: true, … })`; docs/load-balancers.md shows them.
   *
   * What a load balancer cannot do is an error, and so is what no source confirms: it is then for you to find out and to declare,
   * with `TrustedProxy.layer4` or `TrustedProxy.http`.
   *
   * @param which Its name in the catalogue.
   */
  public static of(which: LoadBalancerName, options: LoadBalancerOptions = {}): TrustedProxy {
    const entry = CATALOGUE[which];
    assertNotSettled(entry, options.annotations ?? {});
    const way = wayOf(entry, options);
    return new ServiceLoadBalancer(entry, way, options, {
      name: options.name ?? which,
      multiTenant: false,
      sendsProxyProtocol: options.proxyProtocol,
      targetType: TargetType.NODES,
      connectsFrom: options.connectsFrom,
      originLock: options.originLock,
      service: {
        type: GatewayServiceType.LOAD_BALANCER,
        loadBalancerClass: entry.loadBalancerClass,
        annotations: { ...entry.annotations, ...way.annotations, ...hairpinAnnotations(entry, way, options.hairpin), ...options.annotations },
      },
    });
  }

  private constructor() {}
}

/** A proxy that writes its own Service's annotations. */
class ServiceLoadBalancer extends TrustedProxy {
  public constructor(
    private readonly entry: CatalogueEntry,
    private readonly way: PlainWay | ProxyWay | HttpWay,
    private readonly chosen: LoadBalancerOptions,
    proxy: TrustedProxyOptions,
  ) {
    super('appends' in way ? 7 : 4, { ...proxy, keepsPacketSource: !('appends' in way) && way.keepsPacketSource }, httpOptions(proxy, way));
  }

  /** @internal */
  public override get _trafficPolicy(): TrafficPolicy | undefined {
    return this.entry.trafficPolicy;
  }

  /** @internal */
  public override get _passesTls(): boolean {
    return this.layer === 4;
  }

  /** @internal */
  public override _serviceAnnotations(ports: readonly ServicePortName[]): Annotations | undefined {
    const annotations = { ...this._service?.annotations, ...this.way.portAnnotations?.(ports) };
    return Object.keys(annotations).length ? annotations : undefined;
  }

  /** @internal */
  public override get _namesPorts(): boolean {
    return this.way.portAnnotations !== undefined;
  }

  /** @internal */
  public override _instructions(): string[] {
    const { condition, healthCheck } = this.entry;
    return [
      ...condition ? [condition] : [],
      ...this.sendsProxyProtocol ? [`health checks: ${healthCheck}`] : [],
      ...'inside' in this.way && !this.chosen.hairpin ? [`clients inside the cluster pass through it, for ${this.way.inside.because} `
        + '(ipMode counts from Kubernetes 1.30)'] : [],
    ];
  }
}

function wayOf(entry: CatalogueEntry, { http, proxyProtocol }: LoadBalancerOptions): PlainWay | ProxyWay | HttpWay {
  const chosen = [...http ? [open(entry, entry.http, 'http')] : [], ...proxyProtocol ? [open(entry, entry.proxy, 'proxyProtocol')] : []];
  if (chosen.length === 2) {
    throw new Fault('proxy-in-http-mode', {
      what: `${entry.title} with http and proxyProtocol`,
      why: "where it reads HTTP it hands the client's address on in X-Forwarded-For, and a PROXY header beside it would be one more trust to guard",
      instead: 'leave one of the two out',
    });
  }
  return chosen[0] ?? open(entry, entry.plain);
}

function httpOptions(proxy: TrustedProxyOptions, way: PlainWay | ProxyWay | HttpWay): HttpProxyOptions | undefined {
  return 'appends' in way ? { ...proxy, xForwardedFor: XForwardedFor.APPEND, entriesAppended: way.appends } : undefined;
}

/** The way, if it can be gone and is known. */
function open<W extends PlainWay | ProxyWay | HttpWay>(entry: CatalogueEntry, way: W | ClosedWay, option?: 'http' | 'proxyProtocol'): W {
  if (!isClosed(way)) {
    return way;
  }
  const what = `${entry.title}${option ? ` with ${option}` : ''}`;
  if (way.closed === 'unconfirmed') {
    throw new Fault('unconfirmed', {
      what: `${what}: no source confirms ${way.because}`,
      why: 'what is written on a guess may let clients choose their address, or shut all of them out',
      instead: `look at what arrives at the gateway, and declare it: TrustedProxy.${option === 'http' ? 'http' : 'layer4'}({ … }), with the annotations in service`,
    });
  }
  const text = { what, why: way.because, instead: `leave ${option} out, or choose another load balancer (docs/load-balancers.md)` };
  throw option === 'http' ? new Fault('no-http-mode', text) : new Fault('no-proxy-protocol', text);
}

function hairpinAnnotations(entry: CatalogueEntry, way: PlainWay | ProxyWay | HttpWay, hairpin: Hairpin | undefined): Annotations {
  if (hairpin?._hostname) {
    if (!entry.hostname) {
      throw new Fault('hairpin-way', {
        what: `${entry.title} with Hairpin.hostname`,
        why: 'its controller knows no annotation that puts a name of yours into the status',
        instead: 'inside' in way && way.inside.bypasses ? "write Hairpin.noClientsInside('…')" : `leave hairpin out: ${'inside' in way
          ? way.inside.because : 'without PROXY nothing is lost'}`,
      });
    }
    return { [entry.hostname]: hairpin._hostname };
  }
  if (hairpin?._reason) {
    return { [NO_CLIENTS_INSIDE]: hairpin._reason };
  }
  if ('inside' in way && way.inside.bypasses) {
    throw new Fault('hairpin', {
      what: `${entry.title} with proxyProtocol: ${way.inside.because}`,
      why: 'kube-proxy sends clients inside the cluster straight to the pods then, without a PROXY header, and the gateway resets them',
      instead: [
        ...entry.hostname ? ["write hairpin: Hairpin.hostname('lb.example.com') with a name that leads to the load balancer"] : [],
        "let them call a second gateway inside, without PROXY, and write hairpin: Hairpin.noClientsInside('…')",
      ].join('; or '),
    });
  }
  return {};
}

/** Annotations of the user's own must leave alone what the options decide. */
function assertNotSettled(entry: CatalogueEntry, annotations: Annotations): void {
  const ways = [entry, entry.plain, entry.proxy, entry.http].map(way => 'annotations' in way ? way.annotations : undefined);
  const settled = [...ways.flatMap(way => Object.keys(way ?? {})), ...entry.hostname ? [entry.hostname] : [], ...entry.rivals ?? []];
  const name = Object.keys(annotations).find(key => settled.some(known => known.endsWith('*') ? key.startsWith(known.slice(0, -1)) : key === known));
  if (name) {
    throw new Fault('settled-annotation', {
      what: `annotation ${name}: ${annotations[name]} for ${entry.title}`,
      why: 'it decides what the options decide, and the topology would be derived from something else than what the load balancer does',
      instead: 'leave it out and say it with proxyProtocol, http or hairpin; or declare the load balancer with TrustedProxy.layer4 or TrustedProxy.http',
    });
  }
}
