import { Fault } from '../fault';
import { IpBlock, IpBlocks } from '../net';
import { OriginLock, TargetType, TrustedProxy } from '../topology';

/** A proxy on a machine outside the cluster. */
export interface EdgeProxyOptions {
  /** The machines' own addresses, from which they connect to the gateway. */
  readonly connectsFrom: IpBlocks;
  /** What they connect to: addresses of nodes, of the gateway's load balancer, or of pods. */
  readonly upstreams: string[];
  /** What these addresses are: ports of nodes (also a load balancer's address that kube-proxy answers for), or pods. */
  readonly targetType: TargetType;
  /**
   * Name of the proxy.
   * @default - the kind of proxy
   */
  readonly name?: string;
  /**
   * Whether another proxy in front sends PROXY to it.
   * @default false
   */
  readonly readsProxyProtocol?: boolean;
  /**
   * What keeps others from reaching the gateway, where the address is not enough.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

/** The upstreams as a configuration file has them, IPv6 in brackets. */
export function upstreamHosts(options: EdgeProxyOptions): string[] {
  const hosts = options.upstreams.map(upstream => {
    const block = IpBlock.parse(upstream);
    if (upstream.includes('/')) {
      throw new Fault('upstream', {
        what: `upstream "${upstream}" is a block of addresses`,
        why: 'a proxy connects to single addresses',
        instead: `write ${upstream.split('/')[0]} without the prefix`,
      });
    }
    return block.isIpv4 ? upstream : `[${upstream}]`;
  });
  if (hosts.length === 0) {
    throw new Fault('upstream', {
      what: 'upstreams is an empty list',
      why: 'the proxy has nothing to connect to, and would refuse its configuration',
      instead: "write the addresses of the gateway as this machine reaches them, such as upstreams: ['192.168.0.50']",
    });
  }
  return hosts;
}

/** The addresses that may write a PROXY header to an edge proxy; its configuration checks them. */
export function trustedSenders(proxy: TrustedProxy, sender: TrustedProxy | undefined): IpBlocks | undefined {
  if (!proxy.readsProxyProtocol) {
    return undefined;
  }
  if (!sender?.connectsFrom) {
    throw new Fault('guard-addresses', {
      what: `"${proxy.name}" reads PROXY, and the addresses from which its packets come are not known`,
      why: `whoever reaches "${proxy.name}" could write such a header`,
      instead: sender ? `write connectsFrom: IpBlocks.of(…) on "${sender.name}"` : 'put a proxy in front of it that replaces the packet source',
    });
  }
  return sender.connectsFrom;
}
