import { Reading } from './controller';
import { ServicePortName, TrafficPolicy } from '../../topology';

/** Annotations of a Service. */
export type Annotations = { readonly [name: string]: string };

/** A load balancer that a controller makes from a Service: what is known of it, and the sources that say so. */
export interface CatalogueEntry {
  /** As its vendor calls it. */
  readonly title: string;
  /** Whose annotations it has: a file of test/data/controllers. */
  readonly controller: string;
  /** `spec.loadBalancerClass`. */
  readonly loadBalancerClass?: string;
  /** Annotations for every mode. */
  readonly annotations?: Annotations;
  /** Bytes passed on, without PROXY. */
  readonly plain: PlainMode | UnavailableMode;
  /** Bytes passed on after a PROXY header. */
  readonly proxy: ProxyMode | UnavailableMode;
  /** HTTP read and sent on. */
  readonly http: HttpMode | UnavailableMode;
  /** Annotation that makes the status show a name instead of an address, so that traffic from inside the cluster leaves it. */
  readonly hostname?: string;
  /** Other annotations that decide what `plain`, `proxy` and `http` decide; a prefix ends in `*`. */
  readonly rivals?: readonly string[];
  /** The externalTrafficPolicy that it needs. */
  readonly trafficPolicy?: TrafficPolicy;
  /** Where its health checks go, and whether a PROXY header or `Local` affects them. */
  readonly healthCheck: string;
  /** What the entry depends on and manifests cannot show. */
  readonly condition?: string;
  /** Repository and revision, or page, that says so. */
  readonly source: readonly string[];
  /** How a Service is read back as this one; left out where no annotation and no class of a Service tells it from others. */
  readonly reading?: Reading;
}

/** What every mode has. */
interface Mode {
  readonly annotations?: Annotations;
  /** Annotations that name the Service's ports. */
  readonly portAnnotations?: (ports: readonly ServicePortName[]) => Annotations;
}

export interface PlainMode extends Mode {
  readonly keepsPacketSource: boolean;
}

export interface ProxyMode extends Mode {
  readonly keepsPacketSource: boolean;
  /** What happens to connections from inside the cluster to its address. */
  readonly inside: Inside;
}

export interface HttpMode extends Mode {
  /** How many X-Forwarded-For entries it appends to those of the client. */
  readonly appends: number;
}

/** A mode that can be used. */
export type AnyMode = PlainMode | ProxyMode | HttpMode;

/** A mode that the load balancer does not have, or for which no source says what it does. */
export interface UnavailableMode {
  readonly unavailable: 'impossible' | 'unconfirmed';
  readonly because: string;
}

export interface Inside {
  /** kube-proxy sends them straight to the pods, without a header; also where that is not known. */
  readonly bypasses: boolean;
  readonly because: string;
}

export function isUnavailable(mode: AnyMode | UnavailableMode): mode is UnavailableMode {
  return 'unavailable' in mode;
}

export function impossible(because: string): UnavailableMode {
  return { unavailable: 'impossible', because };
}

export function unconfirmed(because: string): UnavailableMode {
  return { unavailable: 'unconfirmed', because };
}

/** kube-proxy leaves the address alone. */
export function passesThrough(because: string): Inside {
  return { bypasses: false, because };
}

/** kube-proxy answers for the address. */
export function bypasses(because: string): Inside {
  return { bypasses: true, because };
}

/** A load balancer that changes neither packets nor bytes. */
export const PACKETS: Pick<CatalogueEntry, 'plain' | 'proxy' | 'http'> = {
  plain: { keepsPacketSource: true },
  proxy: impossible('it passes packets on unchanged and has no PROXY'),
  http: impossible('it passes packets on unchanged and never reads HTTP'),
};

/** The check that comes with `externalTrafficPolicy: Local`; kube-proxy answers it. */
export const NODE_PORT_CHECK = 'healthCheckNodePort under Local';
