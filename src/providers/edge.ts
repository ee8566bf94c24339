import { Fault } from '../fault';
import { IpBlocks } from '../net';
import { diagnose } from '../net/mistakes';
import { isMistake, readBlock } from '../net/read-block';
import { OriginLock, TargetType, TrustedProxy } from '../topology';

/** A proxy on a machine outside the cluster. */
export interface EdgeProxyOptions {
  /** The machines' own addresses, from which they connect to the gateway. */
  readonly connectsFrom: IpBlocks;
  /**
   * What they connect to: addresses of nodes, of the gateway's load balancer, or of pods. The Service in front of nodes is of type LoadBalancer, so MetalLB, say, gives
   * it an address, with or without `LoadBalancer.of(LoadBalancerName.METALLB)` after this proxy; with it the Service also has `loadBalancerSourceRanges`.
   */
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
  const hosts = options.upstreams.map(upstream => singleAddress(upstream).includes(':') ? `[${upstream}]` : upstream);
  if (hosts.length === 0) {
    throw new Fault('upstream', {
      what: 'upstreams is an empty list',
      why: 'the proxy has nothing to connect to, and would refuse its configuration',
      instead: "write the addresses of the gateway as this machine reaches them, such as upstreams: ['192.168.0.50']",
    });
  }
  return hosts;
}

/** An address that is neither a block nor has a port. What `net` says of blocks would lead back here. */
function singleAddress(upstream: string): string {
  const [, host = upstream, port] = /^\[?([^[\]]*?)\]?(?::(\d+))?$/.exec(upstream) ?? [];
  const isAddress = (text: string) => !text.includes('/') && !isMistake(readBlock(text));
  if (isAddress(upstream)) {
    // "2001:db8::1:443" is an address, and probably meant as another with a port. In full it has one reading.
    if (!upstream.includes('::') || !WEB_PORTS.has(port) || !isAddress(host)) return upstream;
    throw withPort(upstream, host, `; or, if it is that address, all of its eight groups: '${inFull(upstream)}'`);
  }
  if (port !== undefined && isAddress(host)) throw withPort(upstream, host);
  // Without its port it is a name, which has a diagnosis.
  if (port !== undefined && /[a-z]/i.test(host) && !host.includes(':')) return singleAddress(host);
  const read = readBlock(upstream);
  const { right = '', instead = '' } = isMistake(read) ? diagnose(upstream) : {};
  const spoken = isMistake(read) ? read.instead.split('"').filter(text => upstream.includes(text.replace(/\/32$/, ''))) : [];
  const meant = [upstream, host, right, ...spoken].map(text => text.trim().replace(/\/(32|128)$/, '')).find(isAddress);
  const remedy = meant ? `write '${meant}'` : instead.includes('dig') ? instead : "write each address that it has, such as '192.168.0.50'";
  throw isMistake(read) ? new Fault(read.code, { ...read, instead: remedy })
    : new Fault('upstream', { what: `upstream "${upstream}" is a block of addresses`, why: 'a proxy connects to single addresses', instead: remedy });
}

const WEB_PORTS = new Set(['80', '443', '8080', '8443']);

function withPort(upstream: string, host: string, otherwise = ''): Fault {
  return new Fault('upstream', {
    what: `upstream ${JSON.stringify(upstream)} has a port`,
    why: "the file connects to the port of each of the gateway's servers",
    instead: `write '${host}'${otherwise}`,
  });
}

function inFull(address: string): string {
  const [before, after] = address.split('::').map(half => half === '' ? [] : half.split(':'));
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after].join(':');
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
