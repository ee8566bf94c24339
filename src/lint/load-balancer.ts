import { ManifestObject } from '../manifests/manifest-object';
import { EntryReading, WithoutEffect, isOn, readService, vendorOf } from '../providers/catalogue/reading';

/** What a Service says about the load balancer in front of it. */
export interface LoadBalancerView {
  readonly service: ManifestObject;
  /** Whose it is, where the Service tells. */
  readonly vendor?: string;
  /** Whether it sends PROXY; undefined: the Service does not tell. */
  readonly sendsProxy?: boolean;
  /** Whether it sends PROXY whatever controller makes it. */
  readonly surelySendsProxy: boolean;
  /** The annotation that makes it send PROXY. */
  readonly proxyAnnotation?: string;
  /** Whether it passes bytes on, and X-Forwarded-For as its client wrote it. */
  readonly isLayer4: boolean;
  /** Whether it connects to pods, past the nodes. */
  readonly targetsPods: boolean;
  /** Annotations that should make it send PROXY, and do not. */
  readonly withoutEffect: readonly WithoutEffect[];
}

export function loadBalancer(service: ManifestObject): LoadBalancerView {
  const { annotations, spec, json } = service;
  const { asked, possible, withoutEffect } = readService({ annotations, spec, status: json.status });
  const sends = ({ proxy }: EntryReading) => isOn(proxy);
  const sender = asked.find(sends);
  const all = [...asked, ...possible];
  return {
    service,
    vendor: asked.map(({ entry }) => vendorOf(entry)).find(vendor => vendor),
    sendsProxy: sender ? true : asked.some(({ proxy }) => proxy === 'not known') ? undefined : false,
    surelySendsProxy: all.length > 0 && all.every(sends),
    proxyAnnotation: sender?.proxyAnnotation,
    isLayer4: asked.length > 0 && all.every(({ http }) => !isOn(http) && http !== 'not known'),
    targetsPods: spec.type === 'ClusterIP' || all.some(one => one.targetsPods),
    withoutEffect,
  };
}

/** Clients arrive at it from outside. */
export function isExternal({ service }: LoadBalancerView): boolean {
  return service.spec.type === 'LoadBalancer';
}
