import { EdgeProxyOptions, trustedSenders, upstreamHosts } from './edge';
import { guardDoors } from '../doors/door';
import { EdgeFile, ForwardedPort, TrustedProxy } from '../topology';

/** HAProxy on machines outside the cluster. */
export class Haproxy {
  /** HAProxy in `mode tcp` on every port, sending PROXY version 2. TLS is passed through, so certificates stay in the cluster. */
  public static tcp(options: EdgeProxyOptions): TrustedProxy {
    return new HaproxyTcp(options);
  }

  private constructor() {}
}

guardDoors('Haproxy', Haproxy);

class HaproxyTcp extends TrustedProxy {
  private readonly upstreams: string[];

  public constructor(options: EdgeProxyOptions) {
    super(4, { ...options, name: options.name ?? 'haproxy', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true });
    this.upstreams = upstreamHosts(options);
  }

  /** @internal */
  public override get _isEdge(): boolean {
    return true;
  }

  /** @internal */
  public override _edgeFiles(ports: ForwardedPort[], sender?: TrustedProxy): EdgeFile[] {
    const senders = trustedSenders(this, sender);
    const content = [
      `# ${this.name}: HAProxy in front of the Istio gateway. Put this file into /etc/haproxy/haproxy.cfg.`,
      'global',
      '    log /dev/log local0 warning',
      '    chroot /var/lib/haproxy',
      '    pidfile /var/run/haproxy.pid',
      '    maxconn 4000',
      '    user haproxy',
      '    group haproxy',
      '    daemon',
      '    stats socket /var/lib/haproxy/stats',
      '',
      'defaults',
      '    mode tcp',
      '    log global',
      '    option tcplog',
      '    option dontlognull',
      '    timeout connect 5s',
      '    timeout client 50s',
      '    timeout server 50s',
      // Of established connections, instead of the two above: WebSockets and pools of connections are idle for long. As Envoy's own for TCP.
      '    timeout tunnel 1h',
      ...ports.flatMap(port => this.proxy(port, senders?.toStrings())),
    ].join('\n') + '\n';
    return [{ name: `${this.name}.cfg`, content }];
  }

  private proxy(port: ForwardedPort, senders: string[] | undefined): string[] {
    const name = `istio_${port.name.replace(/-/g, '_')}`;
    return [
      '',
      `frontend ${name}`,
      `    bind 0.0.0.0:${port.clientPort}`,
      `    bind :::${port.clientPort} v6only`,
      ...senders ? [`    tcp-request connection expect-proxy layer4 if { src ${senders.join(' ')} }`] : [],
      `    default_backend ${name}`,
      '',
      `backend ${name}`,
      '    balance roundrobin',
      ...this.upstreams.map((host, index) => `    server gateway${index + 1} ${host}:${port.dialledPort} check send-proxy-v2`),
    ];
  }
}
