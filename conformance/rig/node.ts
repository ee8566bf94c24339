import { GatewayPod } from './gateway-pod';
import { Manifest } from './kubernetes';
import { Host } from './network';
import { run } from './programs';

/** A node with a pod on it, and the rules of kube-proxy that bring a load balancer's packets to the pod. */
export class Node {
  /** `external` is the load balancer's address: its packets arrive at the node as they are. */
  public static async under(pod: GatewayPod, name: string, address: string, external: string): Promise<Node> {
    const host = await Host.create(name, [address, external]);
    const inPod = ['-n', pod.host.name];
    const onNode = ['-n', name];
    await run('ip', host.inside('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'));
    await run('ip', [...onNode, 'link', 'add', 'pod', 'type', 'veth', 'peer', 'name', 'node', 'netns', pod.host.name]);
    await run('ip', [...onNode, 'addr', 'add', `${address}/32`, 'dev', 'pod']);
    await run('ip', [...onNode, 'link', 'set', 'pod', 'up']);
    await run('ip', [...inPod, 'link', 'set', 'node', 'up']);
    await run('ip', [...onNode, 'route', 'add', pod.address, 'dev', 'pod']);
    // The pod's packets pass the node both ways: an answer is translated back only there.
    await run('ip', [...inPod, 'route', 'replace', 'default', 'via', address, 'dev', 'node', 'onlink']);
    const [{ dev }] = JSON.parse((await run('ip', ['-j', 'route', 'get', address])).stdout);
    await run('ip', ['route', 'replace', pod.address, 'via', address, 'dev', dev, 'onlink', 'table', 'local']);
    return new Node(host, pod, external);
  }

  private constructor(private readonly host: Host, private readonly pod: GatewayPod, private readonly external: string) {}

  /** What kube-proxy does for a Service: only with externalTrafficPolicy Local does it leave the source as it is. */
  public async proxy({ spec }: Manifest): Promise<void> {
    await this.nat('-F');
    for (const { port, targetPort } of spec.ports) {
      await this.nat('-A', 'PREROUTING', '-d', this.external, '-p', 'tcp', '--dport', `${port}`, '-j', 'DNAT', '--to', `${this.pod.address}:${targetPort}`);
    }
    if (spec.externalTrafficPolicy !== 'Local') await this.nat('-A', 'POSTROUTING', '-m', 'conntrack', '--ctstate', 'DNAT', '-j', 'MASQUERADE');
  }

  public async stop(): Promise<void> {
    await this.host.destroy();
  }

  private async nat(...rule: string[]): Promise<void> {
    await run('ip', this.host.inside('iptables', '-w', '-t', 'nat', ...rule));
  }
}
