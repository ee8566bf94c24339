import { EdgeProxyOptions, trustedSenders, upstreamHosts } from './edge';
import { guardDoors } from '../doors/door';
import { EdgeFile, ForwardedPort, TrustedProxy } from '../topology';

/** NGINX on machines outside the cluster. */
export class Nginx {
  /**
   * NGINX with the `stream` module on every port, sending PROXY version 1. TLS is passed through, so certificates stay in the cluster.
   *
   * An `http` server cannot do this: it sends no PROXY header, and one that listens with `proxy_protocol` refuses browsers.
   *
   * With `readsProxyProtocol` NGINX passes on a header that Envoy refuses (an IPv6 client beside its own IPv4 address) when an IPv6 client
   * comes through an IPv4 connection of the proxy in front: put HAProxy there, or NGINX first in the chain.
   */
  public static stream(options: EdgeProxyOptions): TrustedProxy {
    return new NginxStream(options);
  }

  private constructor() {}
}

guardDoors('Nginx', Nginx);

class NginxStream extends TrustedProxy {
  private readonly upstreams: string[];

  public constructor(options: EdgeProxyOptions) {
    super(4, { ...options, name: options.name ?? 'nginx', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true });
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
      `# ${this.name}: NGINX in front of the Istio gateway. Needs the stream module and, for port 443, ssl_preread.`,
      '# Put this file into /etc/nginx/streams/ and this once into /etc/nginx/nginx.conf, beside "http { … }":',
      '#   stream {',
      '#     include /etc/nginx/streams/*.conf;',
      '#   }',
      '# No http server may listen on these ports any more.',
      ...senders ? ['# IPv6 clients are refused where the proxy in front reaches this one over IPv4: NGINX then mixes the families in its header.'] : [],
      ...ports.flatMap(port => this.server(port, senders?.toStrings())),
    ].join('\n') + '\n';
    return [{ name: `${this.name}-stream.conf`, content }];
  }

  private server(port: ForwardedPort, senders: string[] | undefined): string[] {
    const name = `istio_${port.name.replace(/-/g, '_')}`;
    const suffix = senders ? ' proxy_protocol' : '';
    return [
      '',
      `upstream ${name} {`,
      ...this.upstreams.map(host => `    server ${host}:${port.dialledPort};`),
      '}',
      ...port.tls ? ['', `map $ssl_preread_protocol $${name} {`, `    "TLSv1.2" ${name};`, `    "TLSv1.3" ${name};`, '}'] : [],
      '',
      'server {',
      `    listen ${port.clientPort}${suffix};`,
      `    listen [::]:${port.clientPort} ipv6only=on${suffix};`,
      ...(senders ?? []).map(block => `    set_real_ip_from ${block};`),
      ...port.tls ? ['    ssl_preread on;', `    proxy_pass $${name};`] : [`    proxy_pass ${name};`],
      '    proxy_protocol on;',
      // A node without a pod of the gateway does not answer.
      '    proxy_connect_timeout 5s;',
      // WebSockets and pools of connections are idle for longer than its 10 minutes. As Envoy's own for TCP.
      '    proxy_timeout 1h;',
      '}',
    ];
  }
}
