import { Reading } from './controller';
import { ServicePortName, TrafficPolicy } from '../../topology';

/** Annotations of a Service. */
export type Annotations = { readonly [name: string]: string };

/** A load balancer that a controller makes from a Service: what is known of it, and from where. */
export interface CatalogueEntry {
  /** As its vendor calls it. */
  readonly title: string;
  /** Whose annotations it has: a file of test/data/controllers. */
  readonly controller: string;
  /** `spec.loadBalancerClass`. */
  readonly loadBalancerClass?: string;
  /** Annotations however it is used. */
  readonly annotations?: Annotations;
  /** Bytes passed on, without PROXY. */
  readonly plain: PlainWay | ClosedWay;
  /** Bytes passed on behind a PROXY header. */
  readonly proxy: ProxyWay | ClosedWay;
  /** HTTP read and sent on. */
  readonly http: HttpWay | ClosedWay;
  /** Annotation that makes the status show a name instead of an address, so that traffic from inside the cluster leaves it. */
  readonly hostname?: string;
  /** Other annotations that decide what `plain`, `proxy` and `http` decide; a prefix ends in `*`. */
  readonly rivals?: readonly string[];
  /** The externalTrafficPolicy without which it does not work. */
  readonly trafficPolicy?: TrafficPolicy;
  /** Where its health checks go, and whether a PROXY header or `Local` disturbs them. */
  readonly healthCheck: string;
  /** On what the entry depends that manifests cannot show. */
  readonly condition?: string;
  /** Repository and revision, or page, that says so. */
  readonly source: readonly string[];
  /** How a Service is read back as this one; left out where no annotation and no class of a Service tells it from others. */
  readonly reading?: Reading;
}

/** What every way has. */
interface Way {
  readonly annotations?: Annotations;
  /** Annotations that name the Service's ports. */
  readonly portAnnotations?: (ports: readonly ServicePortName[]) => Annotations;
}

export interface PlainWay extends Way {
  readonly keepsPacketSource: boolean;
}

export interface ProxyWay extends Way {
  readonly keepsPacketSource: boolean;
  /** What becomes of connections from inside the cluster to its address. */
  readonly inside: Inside;
}

export interface HttpWay extends Way {
  /** How many X-Forwarded-For entries it appends to those of the client. */
  readonly appends: number;
}

/** A way that cannot be gone, or of which too little is known. */
export interface ClosedWay {
  readonly closed: 'impossible' | 'unconfirmed';
  readonly because: string;
}

export interface Inside {
  /** kube-proxy sends them straight to the pods, without a header; also where that is not known. */
  readonly bypasses: boolean;
  readonly because: string;
}

export function isClosed(way: PlainWay | ProxyWay | HttpWay | ClosedWay): way is ClosedWay {
  return 'closed' in way;
}

export function impossible(because: string): ClosedWay {
  return { closed: 'impossible', because };
}

export function unconfirmed(because: string): ClosedWay {
  return { closed: 'unconfirmed', because };
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

/** Kept by `externalTrafficPolicy: Local`, where kube-proxy answers the check itself. */
export const NODE_PORT_CHECK = 'healthCheckNodePort under Local';
