import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  GatewayServer, Haproxy, IpBlocks, LoadBalancer, LoadBalancerName, Nginx, OriginLock, TargetType, TrustedProxy, TrustedTopology,
} from '../../src';
import { chartIn, gatewayIn, messageOf } from '../support/app';

const edge = { connectsFrom: IpBlocks.of('192.168.0.10'), upstreams: ['192.168.0.50', '2001:db8::50'], targetType: TargetType.NODES };
const acknowledged = OriginLock.enforcedElsewhere('the inner machine takes PROXY from this one only');
const servers = () => [
  GatewayServer.http({ name: 'http', hosts: ['www.example.com'], clientPort: 8080 }),
  GatewayServer.https({ name: 'https', hosts: ['www.example.com'], credentialName: 'web' }),
  GatewayServer.https({ name: 'more', hosts: ['more.example.com'], credentialName: 'more' }),
];

function file(name: string, ...proxies: TrustedProxy[]): string {
  return gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies }), servers: servers() }).files.find(one => one.name === name)!.content;
}

/** The part of a file behind its head. */
const from = (text: string, begin: string) => text.slice(text.indexOf(begin));

test('NGINX listens on the clients\' ports, on both families apart, and dials the Service\'s ports of the nodes with PROXY', () => {
  expect(file('nginx-stream.conf', Nginx.stream(edge))).toBe(`# nginx: NGINX in front of the Istio gateway. Needs the stream module and, for port 443, ssl_preread.
# Put this file into /etc/nginx/streams/ and this once into /etc/nginx/nginx.conf, beside "http { … }":
#   stream {
#     include /etc/nginx/streams/*.conf;
#   }
# No http server may listen on these ports any more.

upstream istio_http {
    server 192.168.0.50:80;
    server [2001:db8::50]:80;
}

server {
    listen 8080;
    listen [::]:8080 ipv6only=on;
    proxy_pass istio_http;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}

upstream istio_https {
    server 192.168.0.50:443;
    server [2001:db8::50]:443;
}

map $ssl_preread_protocol $istio_https {
    "TLSv1.2" istio_https;
    "TLSv1.3" istio_https;
}

server {
    listen 443;
    listen [::]:443 ipv6only=on;
    ssl_preread on;
    proxy_pass $istio_https;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}
`);
});

test('HAProxy likewise', () => {
  expect(from(file('haproxy.cfg', Haproxy.tcp(edge)), 'frontend')).toBe(`frontend istio_http
    bind 0.0.0.0:8080
    bind :::8080 v6only
    default_backend istio_http

backend istio_http
    balance roundrobin
    server gateway1 192.168.0.50:80 check send-proxy-v2
    server gateway2 [2001:db8::50]:80 check send-proxy-v2

frontend istio_https
    bind 0.0.0.0:443
    bind :::443 v6only
    default_backend istio_https

backend istio_https
    balance roundrobin
    server gateway1 192.168.0.50:443 check send-proxy-v2
    server gateway2 [2001:db8::50]:443 check send-proxy-v2
`);
});

test('pods are dialled on their own ports', () => {
  expect(file('haproxy.cfg', Haproxy.tcp({ ...edge, targetType: TargetType.PODS }))).toMatch(/server gateway1 192\.168\.0\.50:8080 check/);
  expect(file('nginx-stream.conf', Nginx.stream({ ...edge, targetType: TargetType.PODS }))).toMatch(/server 192\.168\.0\.50:8443;/);
});

test('a proxy behind another reads PROXY from that one\'s addresses only, and is dialled on the clients\' ports', () => {
  const outer = { ...edge, name: 'outer', connectsFrom: IpBlocks.of('192.168.0.11', '192.168.0.13'), originLock: acknowledged };
  const inner = { ...edge, name: 'inner', readsProxyProtocol: true };
  expect(file('outer.cfg', Haproxy.tcp(outer), Nginx.stream(inner))).toMatch(/server gateway1 192\.168\.0\.50:8080 check/);
  expect(from(file('inner-stream.conf', Haproxy.tcp(outer), Nginx.stream(inner)), '# No http server')).toMatch(`# No http server may listen on these ports any more.
# IPv6 clients are refused where the proxy in front reaches this one over IPv4: NGINX then mixes the families in its header.

upstream istio_http {
    server 192.168.0.50:80;
    server [2001:db8::50]:80;
}

server {
    listen 8080 proxy_protocol;
    listen [::]:8080 ipv6only=on proxy_protocol;
    set_real_ip_from 192.168.0.11/32;
    set_real_ip_from 192.168.0.13/32;
    proxy_pass istio_http;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}
`);
  expect(from(file('inner.cfg', Nginx.stream(outer), Haproxy.tcp(inner)), 'frontend')).toMatch(`frontend istio_http
    bind 0.0.0.0:8080
    bind :::8080 v6only
    tcp-request connection expect-proxy layer4 if { src 192.168.0.11/32 192.168.0.13/32 }
    default_backend istio_http
`);
});

test('in front of a cloud\'s load balancer the Service\'s ports are dialled', () => {
  const nginx = Nginx.stream({ ...edge, originLock: acknowledged });
  expect(file('nginx-stream.conf', nginx, LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH))).toContain('server 192.168.0.50:80;');
});

test('after a proxy that keeps the packet source PROXY is read from the one before it, from which the packets come', () => {
  const outer = Haproxy.tcp({ ...edge, name: 'outer', connectsFrom: IpBlocks.of('192.168.0.11'), originLock: acknowledged });
  const balancer = TrustedProxy.layer4({
    name: 'balancer', multiTenant: false, keepsPacketSource: true, connectsFrom: IpBlocks.of('192.168.0.12'), originLock: acknowledged,
  });
  const text = file('inner-stream.conf', outer, balancer, Nginx.stream({ ...edge, name: 'inner', readsProxyProtocol: true }));
  expect(text.match(/set_real_ip_from .*/g)).toEqual(['set_real_ip_from 192.168.0.11/32;', 'set_real_ip_from 192.168.0.11/32;']);
});

test('PROXY in front of packets that come from the clients themselves is an error', () => {
  const sender = TrustedProxy.layer4({
    name: 'sender', multiTenant: false, keepsPacketSource: true, sendsProxyProtocol: true, originLock: acknowledged,
  });
  expect(messageOf(() => file('inner.cfg', sender, Haproxy.tcp({ ...edge, name: 'inner', readsProxyProtocol: true })))).toBe(
    '[guard-addresses] "inner" reads PROXY, and the addresses from which its packets come are not known; whoever reaches "inner" could write such '
    + 'a header; put a proxy in front of it that replaces the packet source');
});

test('a proxy that reads PROXY from unknown addresses is an error', () => {
  const outer = TrustedProxy.layer4({
    name: 'outer', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true, originLock: acknowledged,
  });
  expect(messageOf(() => file('inner.cfg', outer, Haproxy.tcp({ ...edge, name: 'inner', readsProxyProtocol: true })))).toBe(
    '[guard-addresses] "inner" reads PROXY, and the addresses from which its packets come are not known; whoever reaches "inner" could write such '
    + 'a header; write connectsFrom: IpBlocks.of(…) on "outer"');
});

test('all files are written beside the manifests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  try {
    const gateway = gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies: [Nginx.stream(edge)] }), servers: servers() });
    gateway.writeFiles(join(folder, 'deep', 'er'));
    // None that would turn PROXY on for the whole mesh.
    expect(readdirSync(join(folder, 'deep', 'er')).sort()).toEqual(['nginx-stream.conf', 'runbook.md', 'topology.mmd']);
    expect(readFileSync(join(folder, 'deep', 'er', 'topology.mmd'), 'utf8')).toBe(gateway.topology.toMermaid());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('where others declare the servers, ports 80 and 443 are forwarded', () => {
  const gateway = gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies: [Nginx.stream(edge)] }), servers: undefined });
  expect(gateway.files[0].content.match(/listen \d+/g)).toEqual(['listen 80', 'listen 443']);
});
