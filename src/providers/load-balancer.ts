import { CATALOGUE } from './catalogue';
import { isNamed } from './catalogue/controller';
import { Annotations, AnyMode, CatalogueEntry, UnavailableMode, isUnavailable } from './catalogue/entry';
import { Hairpin } from './hairpin';
import { LoadBalancerName } from './load-balancer-name';
import { guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { NO_CLIENTS_INSIDE } from '../istio/own-names';
import { IpBlocks } from '../net';
import {
  GatewayServiceType, HttpProxyOptions, OriginLock, ServicePortName, TargetType, TrafficPolicy, TrustedProxy, TrustedProxyOptions, XForwardedFor,
} from '../topology';

/** A load balancer that a controller makes from the gateway's Service. */
export interface LoadBalancerOptions {
  /**
   * Whether it sends PROXY. What must change with it does (health checks, ipMode, preservation of the source).
   * @default false
   */
  readonly proxyProtocol?: boolean;
  /**
   * Whether it reads HTTP and appends to X-Forwarded-For, instead of passing bytes on. It then terminates TLS, with a certificate that
   * `annotations` name, and sends plain HTTP to the gateway.
   * @default false
   */
  readonly http?: boolean;
  /**
   * The addresses from which it connects to the nodes, where it does not keep the client's.
   * @default - unknown; an error where a guard needs them
   */
  readonly connectsFrom?: IpBlocks;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
  /**
   * What happens to clients inside the cluster that call its address; only for load balancers that would lose them.
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
   * What a load balancer cannot do is an error, and so is what no source confirms: find out what it does, and declare it
   * with `TrustedProxy.layer4` or `TrustedProxy.http`.
   *
   * @param which Its name in the catalogue.
   */
  public static of(which: LoadBalancerName, options: LoadBalancerOptions = {}): TrustedProxy {
    const entry = CATALOGUE[which];
    assertNotDecided(entry, options.annotations ?? {});
    const mode = modeOf(entry, options);
    return new ServiceLoadBalancer(entry, mode, options, {
      name: options.name ?? which,
      multiTenant: false,
      sendsProxyProtocol: options.proxyProtocol,
      targetType: TargetType.NODES,
      connectsFrom: options.connectsFrom,
      originLock: options.originLock,
      service: {
        type: GatewayServiceType.LOAD_BALANCER,
        loadBalancerClass: entry.loadBalancerClass,
        annotations: { ...entry.annotations, ...mode.annotations, ...hairpinAnnotations(entry, mode, options.hairpin), ...options.annotations },
      },
    });
  }

  private constructor() {}
}

guardDoors('LoadBalancer', LoadBalancer);

/** A proxy that writes its own Service's annotations. */
class ServiceLoadBalancer extends TrustedProxy {
  public constructor(
    private readonly entry: CatalogueEntry,
    private readonly mode: AnyMode,
    private readonly chosen: LoadBalancerOptions,
    proxy: TrustedProxyOptions,
  ) {
    super('appends' in mode ? 7 : 4, { ...proxy, keepsPacketSource: !('appends' in mode) && mode.keepsPacketSource }, httpOptions(proxy, mode));
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
    const annotations = { ...this._service?.annotations, ...this.mode.portAnnotations?.(ports) };
    return Object.keys(annotations).length ? annotations : undefined;
  }

  /** @internal */
  public override get _namesPorts(): boolean {
    return this.mode.portAnnotations !== undefined;
  }

  /** @internal */
  public override _instructions(): string[] {
    const { condition, healthCheck } = this.entry;
    return [
      ...condition ? [condition] : [],
      ...this.sendsProxyProtocol ? [`health checks: ${healthCheck}`] : [],
      ...'inside' in this.mode && !this.chosen.hairpin ? [`clients inside the cluster pass through it, because ${this.mode.inside.because} `
        + '(ipMode works from Kubernetes 1.30)'] : [],
    ];
  }
}

function modeOf(entry: CatalogueEntry, { http, proxyProtocol }: LoadBalancerOptions): AnyMode {
  const chosen = [...http ? [available(entry, entry.http, 'http')] : [], ...proxyProtocol ? [available(entry, entry.proxy, 'proxyProtocol')] : []];
  if (chosen.length === 2) {
    throw new Fault('proxy-in-http-mode', {
      what: `${entry.title} with http and proxyProtocol`,
      why: "with HTTP it passes the client's address on in X-Forwarded-For, and a PROXY header would be a second source of it to guard",
      instead: 'leave one of the two out',
    });
  }
  return chosen[0] ?? available(entry, entry.plain);
}

function httpOptions(proxy: TrustedProxyOptions, mode: AnyMode): HttpProxyOptions | undefined {
  return 'appends' in mode ? { ...proxy, xForwardedFor: XForwardedFor.APPEND, entriesAppended: mode.appends } : undefined;
}

/** The mode, if the load balancer has it and it is confirmed; throws otherwise. */
function available<M extends AnyMode>(entry: CatalogueEntry, mode: M | UnavailableMode, option?: 'http' | 'proxyProtocol'): M {
  if (!isUnavailable(mode)) {
    return mode;
  }
  const what = `${entry.title}${option ? ` with ${option}` : ''}`;
  if (mode.unavailable === 'unconfirmed') {
    throw new Fault('unconfirmed', {
      what: `${what}: no source confirms ${mode.because}`,
      why: 'a wrong guess may let clients choose their address, or deny all of them',
      instead: `look at what the gateway receives, and declare it: TrustedProxy.${option === 'http' ? 'http' : 'layer4'}({ … }), `
        + 'with the annotations in service',
    });
  }
  const text = { what, why: mode.because, instead: `leave ${option} out, or choose another load balancer (docs/load-balancers.md)` };
  throw option === 'http' ? new Fault('no-http-mode', text) : new Fault('no-proxy-protocol', text);
}

function hairpinAnnotations(entry: CatalogueEntry, mode: AnyMode, hairpin: Hairpin | undefined): Annotations {
  if (hairpin?._hostname) {
    if (!entry.hostname) {
      throw new Fault('hairpin-way', {
        what: `${entry.title} with Hairpin.hostname`,
        why: 'its controller has no annotation that puts a name of yours into the status',
        instead: 'inside' in mode && mode.inside.bypasses ? "write Hairpin.noClientsInside('…')" : `leave hairpin out: ${'inside' in mode
          ? mode.inside.because : 'without PROXY nothing is lost'}`,
      });
    }
    return { [entry.hostname]: hairpin._hostname };
  }
  if (hairpin?._reason) {
    return { [NO_CLIENTS_INSIDE]: hairpin._reason };
  }
  if ('inside' in mode && mode.inside.bypasses) {
    throw new Fault('hairpin', {
      what: `${entry.title} with proxyProtocol: ${mode.inside.because}`,
      why: 'kube-proxy then sends clients inside the cluster straight to the pods, without a PROXY header, and the gateway resets their connections',
      instead: [
        ...entry.hostname ? ["write hairpin: Hairpin.hostname('lb.example.com') with a name that leads to the load balancer"] : [],
        "let them call a second gateway inside, without PROXY, and write hairpin: Hairpin.noClientsInside('…')",
      ].join('; or '),
    });
  }
  return {};
}

/** Throws where an annotation of the user decides what the options decide. */
function assertNotDecided(entry: CatalogueEntry, annotations: Annotations): void {
  const modes = [entry, entry.plain, entry.proxy, entry.http].map(mode => 'annotations' in mode ? mode.annotations : undefined);
  const decided = [...modes.flatMap(mode => Object.keys(mode ?? {})), ...entry.hostname ? [entry.hostname] : [], ...entry.rivals ?? []];
  const name = Object.keys(annotations).find(key => decided.some(known => isNamed(key, known)));
  if (name) {
    throw new Fault('settled-annotation', {
      what: `annotation ${name}: ${annotations[name]} for ${entry.title}`,
      why: 'it decides what the options decide, so the topology would not be derived from what the load balancer really does',
      instead: 'leave it out and use proxyProtocol, http or hairpin; or declare the load balancer with TrustedProxy.layer4 or TrustedProxy.http',
    });
  }
}
