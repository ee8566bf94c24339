import {
  EdgeProxyOptions, GatewayServer, Haproxy, IpBlocks, LoadBalancer, LoadBalancerName, Nginx, OriginLock, TargetType, TrustedProxy, TrustedTopology,
} from '../../src';
import { chartIn, gatewayIn } from '../support/app';

const { NODES, PODS } = TargetType;
const edge: EdgeProxyOptions = { connectsFrom: IpBlocks.of('192.168.0.10'), upstreams: ['192.168.0.50'], targetType: NODES };
const front: EdgeProxyOptions = {
  name: 'front',
  connectsFrom: IpBlocks.of('192.168.0.8/31', '2001:db8::8'),
  upstreams: ['192.168.0.10', '2001:db8::10'],
  targetType: NODES,
  originLock: OriginLock.enforcedElsewhere('a private network between the two machines'),
};

const http = (options: { clientPort?: number } = {}) => GatewayServer.http({ name: 'web', hosts: ['www.example.com'], ...options });
const https = (options: { clientPort?: number } = {}) => GatewayServer.https({ name: 'tls-web', hosts: ['www.example.com'], credentialName: 'web', ...options });
const vault = () => GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'] });
const database = () => GatewayServer.tcp({ name: 'my-db', port: 5432, targetPort: 5433, clientPort: 15432 });

/** The file of the proxy that has this name. */
function file(name: string, servers: GatewayServer[], ...proxies: TrustedProxy[]): string {
  return gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies }), servers }).files.find(entry => entry.name.startsWith(`${name}-`)
    || entry.name === `${name}.cfg`)!.content;
}

const nginx = (name: string, ...servers: string[]) => `# ${name}: NGINX in front of the Istio gateway. Needs the stream module and, for port 443, ssl_preread.
# Put this file into /etc/nginx/streams/ and this once into /etc/nginx/nginx.conf, beside "http { … }":
#   stream {
#     include /etc/nginx/streams/*.conf;
#   }
# No http server may listen on these ports any more.
${servers.join('')}`;

const haproxy = (name: string, ...servers: string[]) => `# ${name}: HAProxy in front of the Istio gateway. Put this file into /etc/haproxy/haproxy.cfg.
global
    log /dev/log local0 warning
    chroot /var/lib/haproxy
    pidfile /var/run/haproxy.pid
    maxconn 4000
    user haproxy
    group haproxy
    daemon
    stats socket /var/lib/haproxy/stats

defaults
    mode tcp
    log global
    option tcplog
    option dontlognull
    timeout connect 5s
    timeout client 50s
    timeout server 50s
    timeout tunnel 1h
${servers.join('')}`;

test.each<[string, string, string]>([
  ['HAProxy in front of nodes, HTTP and HTTPS', file('haproxy', [http(), https()], Haproxy.tcp(edge)), haproxy('haproxy', `
frontend istio_web
    bind 0.0.0.0:80
    bind :::80 v6only
    default_backend istio_web

backend istio_web
    balance roundrobin
    server gateway1 192.168.0.50:80 check send-proxy-v2
`, `
frontend istio_tls_web
    bind 0.0.0.0:443
    bind :::443 v6only
    default_backend istio_tls_web

backend istio_tls_web
    balance roundrobin
    server gateway1 192.168.0.50:443 check send-proxy-v2
`)],
  ['NGINX in front of nodes, HTTP and HTTPS', file('nginx', [http(), https()], Nginx.stream(edge)), nginx('nginx', `
upstream istio_web {
    server 192.168.0.50:80;
}

server {
    listen 80;
    listen [::]:80 ipv6only=on;
    proxy_pass istio_web;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}
`, `
upstream istio_tls_web {
    server 192.168.0.50:443;
}

map $ssl_preread_protocol $istio_tls_web {
    "TLSv1.2" istio_tls_web;
    "TLSv1.3" istio_tls_web;
}

server {
    listen 443;
    listen [::]:443 ipv6only=on;
    ssl_preread on;
    proxy_pass $istio_tls_web;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}
`)],
  ['HAProxy in front of several pods, one of IPv6, listens on the clients\' port and dials the pods\'',
    file('haproxy', [database()], Haproxy.tcp({ ...edge, upstreams: ['10.244.0.5', '2001:db8:1::5', '10.244.0.6'], targetType: PODS })), haproxy('haproxy', `
frontend istio_my_db
    bind 0.0.0.0:15432
    bind :::15432 v6only
    default_backend istio_my_db

backend istio_my_db
    balance roundrobin
    server gateway1 10.244.0.5:5433 check send-proxy-v2
    server gateway2 [2001:db8:1::5]:5433 check send-proxy-v2
    server gateway3 10.244.0.6:5433 check send-proxy-v2
`)],
  ['NGINX in front of several pods, one of IPv6, listens on the clients\' port and dials the pods\'; plain TCP is not asked for TLS',
    file('nginx', [database()], Nginx.stream({ ...edge, upstreams: ['10.244.0.5', '2001:db8:1::5', '10.244.0.6'], targetType: PODS })), nginx('nginx', `
upstream istio_my_db {
    server 10.244.0.5:5433;
    server [2001:db8:1::5]:5433;
    server 10.244.0.6:5433;
}

server {
    listen 15432;
    listen [::]:15432 ipv6only=on;
    proxy_pass istio_my_db;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}
`)],
  ['HAProxy in front of nodes dials the Service\'s port, not the pods\'', file('haproxy', [database()], Haproxy.tcp(edge)), haproxy('haproxy', `
frontend istio_my_db
    bind 0.0.0.0:15432
    bind :::15432 v6only
    default_backend istio_my_db

backend istio_my_db
    balance roundrobin
    server gateway1 192.168.0.50:5432 check send-proxy-v2
`)],
  ['servers that share a port are one', file('edge-1', [https(), vault()], Nginx.stream({ ...edge, name: 'edge-1' })), nginx('edge-1', `
upstream istio_tls_web {
    server 192.168.0.50:443;
}

map $ssl_preread_protocol $istio_tls_web {
    "TLSv1.2" istio_tls_web;
    "TLSv1.3" istio_tls_web;
}

server {
    listen 443;
    listen [::]:443 ipv6only=on;
    ssl_preread on;
    proxy_pass $istio_tls_web;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}
`)],
  ['a proxy in front of another dials the port on which that one listens',
    file('front', [https({ clientPort: 9443 })], Haproxy.tcp(front), Nginx.stream({ ...edge, readsProxyProtocol: true })), haproxy('front', `
frontend istio_tls_web
    bind 0.0.0.0:9443
    bind :::9443 v6only
    default_backend istio_tls_web

backend istio_tls_web
    balance roundrobin
    server gateway1 192.168.0.10:9443 check send-proxy-v2
    server gateway2 [2001:db8::10]:9443 check send-proxy-v2
`)],
  ['NGINX behind another believes the header of that one\'s addresses only',
    file('nginx', [https({ clientPort: 9443 })], Haproxy.tcp(front), Nginx.stream({ ...edge, readsProxyProtocol: true })), nginx('nginx',
      '# IPv6 clients are refused where the proxy in front reaches this one over IPv4: NGINX then mixes the families in its header.\n', `
upstream istio_tls_web {
    server 192.168.0.50:443;
}

map $ssl_preread_protocol $istio_tls_web {
    "TLSv1.2" istio_tls_web;
    "TLSv1.3" istio_tls_web;
}

server {
    listen 9443 proxy_protocol;
    listen [::]:9443 ipv6only=on proxy_protocol;
    set_real_ip_from 192.168.0.8/31;
    set_real_ip_from 2001:db8::8/128;
    ssl_preread on;
    proxy_pass $istio_tls_web;
    proxy_protocol on;
    proxy_connect_timeout 5s;
    proxy_timeout 1h;
}
`)],
  ['HAProxy behind another reads the header of that one\'s addresses only',
    file('haproxy', [http()], Nginx.stream(front), Haproxy.tcp({ ...edge, readsProxyProtocol: true })), haproxy('haproxy', `
frontend istio_web
    bind 0.0.0.0:80
    bind :::80 v6only
    tcp-request connection expect-proxy layer4 if { src 192.168.0.8/31 2001:db8::8/128 }
    default_backend istio_web

backend istio_web
    balance roundrobin
    server gateway1 192.168.0.50:80 check send-proxy-v2
`)],
])('%s', (_, content, expected) => {
  expect(content).toBe(expected);
});

test.each<[string, TrustedProxy[], string[]]>([
  ['nothing in front', [], []],
  ['a load balancer', [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)], []],
  ['one edge proxy', [Nginx.stream(edge)], ['nginx-stream.conf']],
  ['two edge proxies', [Haproxy.tcp(front), Nginx.stream({ ...edge, readsProxyProtocol: true })], ['front.cfg', 'nginx-stream.conf']],
])('the files beside the manifests: %s', (_, proxies, names) => {
  const gateway = gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies }) });
  expect(gateway.files.map(({ name }) => name)).toEqual([...names, 'topology.mmd', 'runbook.md']);
  expect(gateway.files.slice(names.length).map(({ content }) => content))
    .toEqual([gateway.topology.toMermaid(), gateway.runbook]);
});
