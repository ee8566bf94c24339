import { OriginLock } from './origin-lock';
import { IpBlocks } from '../net';

/** What a layer-7 proxy does to the X-Forwarded-For header. */
export enum XForwardedFor {
  /** Adds entries at the right end. Not for a proxy that puts its own line in front of the client's. */
  APPEND = 'append',
  /** Drops what came and writes the address that it sees. */
  OVERWRITE = 'overwrite',
  /** Passes on whatever came, unchanged (ALB's `preserve`; NGINX without `proxy_set_header`). */
  PRESERVE = 'preserve',
  /** Removes the header. */
  REMOVE = 'remove',
  /** Adds a number of entries that differs from request to request. They cannot be counted, so the error `entries-vary` says what to do instead. */
  VARIES = 'varies',
}

/** What the last proxy connects to. */
export enum TargetType {
  /**
   * Ports of the cluster's nodes: kube-proxy forwards, and replaces the packet source unless `externalTrafficPolicy` is `Local`.
   * AWS' target type `instance`.
   */
  NODES = 'nodes',
  /** The pods' own addresses: kube-proxy is not in the path. AWS' target type `ip`. */
  PODS = 'pods',
}

/** Type of the Service through which the last proxy reaches the gateway. */
export enum GatewayServiceType {
  /** A load balancer that a controller makes from the Service. */
  LOAD_BALANCER = 'LoadBalancer',
  /** A port on every node. */
  NODE_PORT = 'NodePort',
  /** Reached inside the cluster, or by controllers that dial its pods. */
  CLUSTER_IP = 'ClusterIP',
}

/** The Service that the last proxy needs at the gateway. */
export interface GatewayServiceOptions {
  /**
   * Type of the Service.
   * @default GatewayServiceType.LOAD_BALANCER
   */
  readonly type?: GatewayServiceType;
  /**
   * Annotations by which the cloud's controller makes the load balancer.
   * @default - none
   */
  readonly annotations?: { [name: string]: string };
  /**
   * `spec.loadBalancerClass`: the controller that makes the load balancer.
   * @default - the cluster's default controller
   */
  readonly loadBalancerClass?: string;
}

/** What every proxy has, whatever its layer. */
export interface TrustedProxyOptions {
  /** Name of the proxy, unique in its topology; it shows in errors, pictures and annotations. */
  readonly name: string;
  /**
   * Whether the same addresses also serve strangers (a CDN that everyone can rent).
   * Its addresses then prove only the vendor, and it needs an `originLock`.
   */
  readonly multiTenant: boolean;
  /**
   * The addresses from which it connects to what follows it. As narrow as you can: whoever has one of them is believed.
   * More than anybody connects from is the error `addresses-too-wide`: a public block of IPv4 shorter than /9 or of IPv6 shorter than /16, and more than
   * 1/16 of IPv4 or 1/4096 of IPv6 in all. Private networks may be whole.
   * @default - unknown; an error where a guard needs them
   */
  readonly connectsFrom?: IpBlocks;
  /**
   * Whether the proxy reads a PROXY header in front of each connection.
   * @default false
   */
  readonly readsProxyProtocol?: boolean;
  /**
   * Whether the proxy writes a PROXY header (version 1 or 2) in front of each connection.
   * @default false
   */
  readonly sendsProxyProtocol?: boolean;
  /**
   * What proves that a request came through this proxy.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
  /**
   * What it connects to. Required on the last proxy.
   * @default - not the last proxy
   */
  readonly targetType?: TargetType;
  /**
   * The Service that it needs at the gateway, if it is the last proxy.
   * @default - LoadBalancer in front of nodes, ClusterIP in front of pods
   */
  readonly service?: GatewayServiceOptions;
  /**
   * Port of the gateway's pods whose HTTP health check carries a PROXY header; only the status port can take one.
   * @default false
   */
  readonly statusPortProxyProtocol?: boolean;
}

/** A proxy that passes bytes. */
export interface Layer4ProxyOptions extends TrustedProxyOptions {
  /**
   * Whether what follows it sees the address of its peer as the source of the packets: true for passthrough, DSR, TPROXY and an NLB with
   * `preserve_client_ip`; false for a proxy that opens a connection of its own.
   */
  readonly keepsPacketSource: boolean;
}

/** A proxy that reads HTTP requests and sends its own. */
export interface HttpProxyOptions extends TrustedProxyOptions {
  /** What it does to X-Forwarded-For. */
  readonly xForwardedFor: XForwardedFor;
  /**
   * How many entries one request gets: Google's HTTP(S) load balancers add two (the client and themselves).
   * @default 1
   */
  readonly entriesAppended?: number;
  /**
   * Whether entries look like `203.0.113.7:51234` (Azure Application Gateway; ALB with `xff_client_port`). Envoy cannot read these.
   * @default false
   */
  readonly entriesWithPort?: boolean;
  /**
   * A header into which it writes the address that it sees, and nothing else, over whatever came: Cloudflare's `CF-Connecting-IP`, Akamai's
   * `True-Client-IP`, Fastly's `Fastly-Client-IP`, Azure Front Door's `X-Azure-SocketIP`. Lists then read that header instead of X-Forwarded-For,
   * which may be anything; they need `MatchEngine.ipTrie()`, for AuthorizationPolicy cannot read one.
   * @default - none
   */
  readonly clientAddressHeader?: string;
}
