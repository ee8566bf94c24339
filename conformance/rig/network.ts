import { next } from './numbers';
import { run } from './programs';

/** The first namespace's end of each link. It owns every address (inside.sh), so that it answers for whichever one a pod asks for. */
const ROUTER_V4 = '169.254.1.1';
const ROUTER_V6 = 'fe80::1';

export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly targetPort: number;
}

/**
 * A machine or pod of its own: a network namespace, linked to the first one. Its addresses are as real as its neighbours',
 * and no two pods quarrel over a port.
 */
export class Host {
  /** All of `addresses` reach this host, from everywhere. */
  public static async create(name: string, addresses: string[]): Promise<Host> {
    const link = `h${next('link')}`;
    const host = new Host(name, link, addresses);
    const inside = ['netns', 'exec', name];
    await batch([
      `netns add ${name}`,
      `link add ${link} type veth peer name eth0 netns ${name}`,
      `link set ${link} up`,
      `-6 addr add ${ROUTER_V6}/64 dev ${link} nodad`,
    ]);
    await batch([
      'link set lo up',
      'link set eth0 up',
      ...addresses.map(address => `addr add ${address}/${address.includes(':') ? '128 nodad' : '32'} dev eth0`),
      `route add default via ${ROUTER_V4} dev eth0 onlink`,
      `-6 route add default via ${ROUTER_V6} dev eth0`,
    ], name);
    // In the local table, where the longer prefix wins over "everything is local".
    await batch(addresses.map(address => `route add ${address} dev ${link} table local`));
    await run('ip', [...inside, 'sh', '-c', [
      'echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter',
      'echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind',
      'echo 1 > /proc/sys/net/ipv6/ip_nonlocal_bind',
      'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start',
    ].join('; ')]);
    return host;
  }

  private constructor(public readonly name: string, private readonly link: string, public readonly addresses: string[]) {}

  /** As the client program names it. */
  public get netns(): string {
    return `/run/netns/${this.name}`;
  }

  /** The words that run a program here. */
  public inside(...command: string[]): string[] {
    return ['netns', 'exec', this.name, ...command];
  }

  /**
   * Lets connections to another address and port reach a port of this host, their source unchanged: what a Service does for a pod,
   * or a load balancer that passes packets on.
   */
  public async publish(address: string, ports: PublishedPort[]): Promise<void> {
    const v6 = address.includes(':');
    // On lo, where pilot-agent does not take it for the pod's own.
    await run('ip', ['-n', this.name, 'addr', 'replace', v6 ? `${address}/128` : `${address}/32`, 'dev', 'lo']);
    await batch([`route replace ${address} dev ${this.link} table local`]);
    for (const { protocol, port, targetPort } of ports) {
      await run('ip', this.inside(v6 ? 'ip6tables' : 'iptables', '-w', '-t', 'nat', '-A', 'PREROUTING', '-d', address,
        '-p', protocol, '--dport', `${port}`, '-j', 'REDIRECT', '--to-ports', `${targetPort}`));
    }
  }

  /** Ends the namespace and every process in it. */
  public async destroy(): Promise<void> {
    const { stdout } = await run('ip', ['netns', 'pids', this.name]);
    stdout.split('\n').filter(Boolean).forEach(pid => end(Number(pid)));
    await run('ip', ['link', 'del', this.link]);
    await run('ip', ['netns', 'del', this.name]);
  }
}

async function batch(lines: string[], netns?: string): Promise<void> {
  // `ip -batch` takes no -4/-6 within a line.
  for (const family of ['-4', '-6']) {
    const those = lines.filter(line => (line.startsWith('-6 ') || line.includes(':') ? '-6' : '-4') === family).map(line => line.replace(/^-6 /, ''));
    if (those.length > 0) await run('ip', [...(netns ? ['-n', netns] : []), family, '-batch', '-'], those.join('\n') + '\n');
  }
}

/** It may have ended by itself in between. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
