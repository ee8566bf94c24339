import { list, record } from '../istio/list';
import { GatewayService } from '../manifests/gateway-service';
import { EntryReading, ServiceReading, WithoutEffect, isOn, readService, vendorOf } from '../providers/catalogue/reading';

/** What a Service says about the load balancer in front of it. */
export interface LoadBalancerView {
  readonly service: GatewayService;
  /** What the Service asks for; where it does not say, all that it may get. */
  readonly asked: readonly EntryReading[];
  /** Whose it is, where the Service tells. */
  readonly vendor?: string;
  /** Whether it sends PROXY; undefined: the Service does not tell. */
  readonly sendsProxy?: boolean;
  /** Whether it sends PROXY whatever controller makes it. */
  readonly surelySendsProxy: boolean;
  /** The annotation that makes it send PROXY. */
  readonly proxyAnnotation?: string;
  /** The load balancer that reads that annotation, where another one may be made. */
  readonly proxySender?: string;
  /** Whether it passes bytes on, and X-Forwarded-For as its client wrote it. */
  readonly isLayer4: boolean;
  /** Whether it connects to pods, past the nodes. */
  readonly targetsPods: boolean;
  /** Annotations that should make it send PROXY, and do not. */
  readonly withoutEffect: readonly WithoutEffect[];
  /** Whether it sends PROXY on a port of the Service; undefined: the Service does not tell. */
  sendsOn(port: number): boolean | undefined;
}

export function loadBalancer(service: GatewayService): LoadBalancerView {
  const { annotations, spec, status } = service;
  const read = (ports: unknown) => readService({ annotations, spec: { ...spec, ports }, status });
  const reading = read(spec.ports);
  const { asked, possible, withoutEffect } = reading;
  const all = [...asked, ...possible];
  const sender = all.find(sends);
  const surely = all.length > 0 && all.every(sends);
  return {
    service,
    asked,
    vendor: asked.map(({ entry }) => vendorOf(entry)).find(vendor => vendor),
    sendsProxy: sendsProxy(reading),
    surelySendsProxy: surely,
    proxyAnnotation: sender?.proxyAnnotation,
    proxySender: surely ? undefined : sender?.entry.title,
    isLayer4: asked.length > 0 && all.every(({ http }) => !isOn(http) && http !== 'not known'),
    targetsPods: spec.type === 'ClusterIP' || all.some(one => one.targetsPods),
    withoutEffect,
    sendsOn: port => sendsProxy(read(list(spec.ports).map(record).filter(one => Number(one.port) === port))),
  };
}

const sends = ({ proxy }: EntryReading) => isOn(proxy);

function sendsProxy({ asked, possible }: ServiceReading): boolean | undefined {
  if (asked.some(({ proxy }) => proxy === 'on')) return true;
  return [...asked, ...possible].some(({ proxy }) => proxy === 'not known' || isOn(proxy)) ? undefined : false;
}

/** Clients arrive at it from outside. */
export function isExternal({ service }: LoadBalancerView): boolean {
  return service.spec.type === 'LoadBalancer';
}

/** Annotations and values by which controllers make one that only own networks reach. */
const INTERNAL: readonly (readonly [RegExp, RegExp])[] = [
  [/internal(-lb|LB|-load-balancer)?$|disable-public-network$/, /^(true|0\.0\.0\.0\/0)$/i],
  [/(scheme|load-balancer-type|ip-type|address-type)$/, /^(internal|private|intranet)$/i],
];

/** Whether a Service asks for one that the internet does not reach. */
export function isInternal({ service: { annotations, spec } }: LoadBalancerView): boolean {
  return /-internal(-legacy)?$/.test(String(spec.loadBalancerClass))
    || Object.entries(annotations).some(([name, value]) => INTERNAL.some(([names, values]) => names.test(name) && values.test(value)));
}
