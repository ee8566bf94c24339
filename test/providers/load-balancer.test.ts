import {
  Akamai, Aws, Azure, Cloudflare, Fastly, GatewayInstall, GatewayServer, Google, Hairpin, IpBlocks, LoadBalancer, LoadBalancerName, OriginLock,
  TargetType, TrustedProxy, TrustedTopology,
} from '../../src';
import { emittedBy, one } from '../gateway/emitted';
import { chartIn, gatewayIn, messageOf } from '../support/app';

const connectsFrom = IpBlocks.of('10.0.0.0/24');
const hairpin = Hairpin.hostname('lb.example.com');
const sends = { proxyProtocol: true, connectsFrom };
const servers = [GatewayServer.http({ name: 'web', hosts: ['www.example.com'] })];

function service(...proxies: TrustedProxy[]): any {
  const { metadata, spec } = one(emittedBy({ topology: new TrustedTopology({ proxies }), servers }), 'Service');
  return { annotations: metadata.annotations, class: spec.loadBalancerClass, policy: spec.externalTrafficPolicy };
}

const DO = 'service.beta.kubernetes.io/do-loadbalancer';
const LINODE = 'service.beta.kubernetes.io/linode-loadbalancer';
const SCW = 'service.beta.kubernetes.io/scw-loadbalancer';
const OCI_LB = 'service.beta.kubernetes.io/oci-load-balancer';
const OCI_NLB = 'oci-network-load-balancer.oraclecloud.com';
const OCTAVIA = 'loadbalancer.openstack.org';

test.each<[string, TrustedProxy, object, string?]>([
  ['DigitalOcean with a name in the status', LoadBalancer.of(LoadBalancerName.DIGITALOCEAN_REGIONAL, { ...sends, hairpin }),
    { [`${DO}-type`]: 'REGIONAL', [`${DO}-enable-proxy-protocol`]: 'true', [`${DO}-hostname`]: 'lb.example.com' }],
  ['Hetzner in a location', LoadBalancer.of(LoadBalancerName.HETZNER, { ...sends, annotations: { 'load-balancer.hetzner.cloud/location': 'fsn1' } }),
    { 'load-balancer.hetzner.cloud/uses-proxyprotocol': 'true', 'load-balancer.hetzner.cloud/location': 'fsn1' }],
  ['Linode, whose status shows its name alone', LoadBalancer.of(LoadBalancerName.LINODE, sends),
    { [`${LINODE}-default-proxy-protocol`]: 'v2', [`${LINODE}-hostname-only-ingress`]: 'true' }],
  ['OVHcloud', LoadBalancer.of(LoadBalancerName.OVH_OCTAVIA, { ...sends, hairpin }), {
    'loadbalancer.ovhcloud.com/class': 'octavia',
    [`${OCTAVIA}/enable-health-monitor`]: 'true',
    [`${OCTAVIA}/hostname`]: 'lb.example.com',
    [`${OCTAVIA}/proxy-protocol`]: 'true',
  }],
  ['Scaleway', LoadBalancer.of(LoadBalancerName.SCALEWAY, sends), { [`${SCW}-proxy-protocol-v2`]: 'true', [`${SCW}-health-check-from-service`]: 'true' }],
  ['Vultr with nobody inside', LoadBalancer.of(LoadBalancerName.VULTR, { ...sends, hairpin: Hairpin.noClientsInside(' workloads use a gateway of their own ') }), {
    'service.beta.kubernetes.io/vultr-loadbalancer-proxy-protocol': 'true',
    'cdk8s-istio-source-ip/no-clients-inside': 'workloads use a gateway of their own',
  }],
  ['OpenStack with PROXY', LoadBalancer.of(LoadBalancerName.OPENSTACK_OCTAVIA, sends), { [`${OCTAVIA}/enable-health-monitor`]: 'true', [`${OCTAVIA}/proxy-protocol`]: 'v2' }],
  ['OpenStack that reads HTTP', LoadBalancer.of(LoadBalancerName.OPENSTACK_OCTAVIA, { http: true, connectsFrom }),
    { [`${OCTAVIA}/enable-health-monitor`]: 'true', [`${OCTAVIA}/x-forwarded-for`]: 'true' }],
  ['Oracle: PROXY, and ipMode with it', LoadBalancer.of(LoadBalancerName.ORACLE, sends), {
    'oci.oraclecloud.com/load-balancer-type': 'lb',
    'oci.oraclecloud.com/ingress-ip-mode': 'proxy',
    [`${OCI_LB}-backend-protocol`]: 'TCP',
    [`${OCI_LB}-connection-proxy-protocol-version`]: '2',
  }],
  ['Oracle: packets', LoadBalancer.of(LoadBalancerName.ORACLE_NETWORK),
    { 'oci.oraclecloud.com/load-balancer-type': 'nlb', [`${OCI_NLB}/is-preserve-source`]: 'true', [`${OCI_NLB}/is-ppv2-enabled`]: 'false' }],
  ['Oracle: PROXY switches the preserved source off', LoadBalancer.of(LoadBalancerName.ORACLE_NETWORK, sends), {
    'oci.oraclecloud.com/load-balancer-type': 'nlb',
    'oci.oraclecloud.com/ingress-ip-mode': 'proxy',
    [`${OCI_NLB}/is-preserve-source`]: 'false',
    [`${OCI_NLB}/is-ppv2-enabled`]: 'true',
  }],
  ['Azure Private Link', LoadBalancer.of(LoadBalancerName.AZURE_PRIVATE_LINK, { ...sends, hairpin: Hairpin.noClientsInside('consumers come through the service') }), {
    'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
    'service.beta.kubernetes.io/azure-pls-create': 'true',
    'service.beta.kubernetes.io/azure-pls-proxy-protocol': 'true',
    'cdk8s-istio-source-ip/no-clients-inside': 'consumers come through the service',
  }],
  ['UpCloud, with the names of the ports', LoadBalancer.of(LoadBalancerName.UPCLOUD, sends), {
    'service.beta.kubernetes.io/upcloud-load-balancer-config': '{"frontends":[{"name":"http-web","mode":"tcp"}],'
      + '"backends":[{"name":"http-web","properties":{"health_check_type":"tcp","outbound_proxy_protocol":"v2"}}]}',
  }],
  ['MetalLB with a pool', LoadBalancer.of(LoadBalancerName.METALLB, { annotations: { 'metallb.io/address-pool': 'edge' } }), { 'metallb.io/address-pool': 'edge' }],
])('%s: what its controller reads', (_, proxy, annotations) => {
  expect(service(proxy)).toEqual({ annotations, class: undefined, policy: 'Local' });
});

test('what asks for no annotation has none', () => {
  expect(service(LoadBalancer.of(LoadBalancerName.METALLB))).toEqual({ annotations: undefined, class: undefined, policy: 'Local' });
});

test('a class picks the controller; nothing is compared with packets, so the policy is left open', () => {
  const proxy = LoadBalancer.of(LoadBalancerName.ALIBABA_NLB, { proxyProtocol: true, originLock: OriginLock.enforcedElsewhere('a security group') });
  expect(service(proxy)).toEqual({
    annotations: {
      'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-preserve-client-ip': 'off',
      'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-proxy-protocol': 'on',
    },
    class: 'alibabacloud.com/nlb',
    policy: undefined,
  });
});

test('Google\'s proxy load balancer gets an endpoint group for each port of the Service', () => {
  expect(service(Google.proxyNetwork({ proxyProtocol: true, connectsFrom })).annotations).toEqual({ 'cloud.google.com/neg': '{"exposed_ports":{"80":{}}}' });
});

test('two of a kind are told apart by a name', () => {
  expect(LoadBalancer.of(LoadBalancerName.METALLB, { name: 'outer' }).name).toBe('outer');
});

const NOT_CONFIRMED = 'a wrong guess may let clients choose their address, or deny all of them; look at what the gateway receives, and declare it: '
  + 'TrustedProxy.';

test.each<[string, () => unknown, string]>([
  ['PROXY that a load balancer does not have', () => LoadBalancer.of(LoadBalancerName.METALLB, { proxyProtocol: true }),
    '[no-proxy-protocol] MetalLB with proxyProtocol; it passes packets on unchanged and has no PROXY; leave proxyProtocol out, or choose another load '
    + 'balancer (docs/load-balancers.md)'],
  ['HTTP that a load balancer does not read', () => LoadBalancer.of(LoadBalancerName.OVH_OCTAVIA, { http: true }),
    '[no-http-mode] OVHcloud Public Cloud Load Balancer (Octavia) with http; OVHcloud does not support x-forwarded-for; leave http out, or choose another '
    + 'load balancer (docs/load-balancers.md)'],
  ['HTTP and PROXY', () => LoadBalancer.of(LoadBalancerName.OPENSTACK_OCTAVIA, { http: true, proxyProtocol: true }),
    "[proxy-in-http-mode] OpenStack Octavia (amphora) with http and proxyProtocol; with HTTP it passes the client's address on in X-Forwarded-For, "
    + 'and a PROXY header would be a second source of it to guard; leave one of the two out'],
  ['a mode of which too little is known', () => LoadBalancer.of(LoadBalancerName.HETZNER, { http: true }),
    '[unconfirmed] Hetzner Cloud Load Balancer with http: no source confirms whether it appends to X-Forwarded-For or passes on what the client wrote; '
    + `${NOT_CONFIRMED}http({ … }), with the annotations in service`],
  ['a load balancer of which too little is known', () => LoadBalancer.of(LoadBalancerName.DIGITALOCEAN_NETWORK),
    '[unconfirmed] DigitalOcean Network Load Balancer (REGIONAL_NETWORK): no source confirms that packets keep the client\'s address: its documents call it '
    + `pass-through and do not say so; ${NOT_CONFIRMED}layer4({ … }), with the annotations in service`],
  ['PROXY that clients inside would miss, where a name helps', () => LoadBalancer.of(LoadBalancerName.VULTR, sends),
    '[hairpin] Vultr Load Balancer with proxyProtocol: its status shows the bare address; kube-proxy then sends clients inside the cluster '
    + "straight to the pods, without a PROXY header, and the gateway resets their connections; write hairpin: Hairpin.hostname('lb.example.com') "
    + 'with a name that leads to the load balancer; or let them call a second gateway inside, without PROXY, and write hairpin: '
    + "Hairpin.noClientsInside('…')"],
  ['PROXY that clients inside would miss, where no name helps', () => LoadBalancer.of(LoadBalancerName.YAWOL, sends),
    '[hairpin] yawol with proxyProtocol: its status shows the bare address, and no annotation changes that; kube-proxy then sends clients inside '
    + 'the cluster straight to the pods, without a PROXY header, and the gateway resets their connections; let them call a second gateway inside, '
    + "without PROXY, and write hairpin: Hairpin.noClientsInside('…')"],
  ['a name for a status that takes none', () => LoadBalancer.of(LoadBalancerName.YAWOL, { ...sends, hairpin }),
    '[hairpin-way] yawol with Hairpin.hostname; its controller has no annotation that puts a name of yours into the status; write '
    + "Hairpin.noClientsInside('…')"],
  ['a name that is not needed', () => LoadBalancer.of(LoadBalancerName.LINODE, { ...sends, hairpin }),
    '[hairpin-way] Linode NodeBalancer with Hairpin.hostname; its controller has no annotation that puts a name of yours into the status; leave '
    + 'hairpin out: its status shows only its name'],
  ['a name without PROXY', () => LoadBalancer.of(LoadBalancerName.METALLB, { hairpin }),
    '[hairpin-way] MetalLB with Hairpin.hostname; its controller has no annotation that puts a name of yours into the status; leave hairpin out: '
    + 'without PROXY nothing is lost'],
  ['a name that is none', () => Hairpin.hostname('https://lb.example.com'),
    '[hairpin-hostname] "https://lb.example.com" is not a valid DNS name; it becomes the Service\'s status, and the API server or the controller '
    + "would refuse it; write a lower-case name with a dot, such as Hairpin.hostname('lb.example.com')"],
  ['an address for a name', () => Hairpin.hostname('192.0.2.1'),
    '[hairpin-hostname] "192.0.2.1" is not a valid DNS name; it becomes the Service\'s status, and the API server or the controller would refuse '
    + "it; write a lower-case name with a dot, such as Hairpin.hostname('lb.example.com')"],
  ['an acknowledgement without a reason', () => Hairpin.noClientsInside('  nobody  '),
    '[hairpin-reason] "  nobody  " does not say why nobody inside the cluster calls the load balancer; an acknowledgement replaces a remedy, and a reviewer must be '
    + 'able to check it; write a sentence, such as Hairpin.noClientsInside(\'workloads call the gateway internal-ingress\')'],
  ['an annotation that an option decides', () => LoadBalancer.of(LoadBalancerName.HETZNER, { annotations: { 'load-balancer.hetzner.cloud/uses-proxyprotocol': 'true' } }),
    '[settled-annotation] annotation load-balancer.hetzner.cloud/uses-proxyprotocol: true for Hetzner Cloud Load Balancer; it decides what the '
    + 'options decide, so the topology would not be derived from what the load balancer really does; leave it out and use proxyProtocol, http or '
    + 'hairpin; or declare the load balancer with TrustedProxy.layer4 or TrustedProxy.http'],
  ['an annotation for one port', () => LoadBalancer.of(LoadBalancerName.LINODE, { annotations: { [`${LINODE}-port-443`]: '{"protocol":"http"}' } }),
    `[settled-annotation] annotation ${LINODE}-port-443: `
    + '{"protocol":"http"} for Linode NodeBalancer; it decides what the options decide, so the topology would not be derived from what the load '
    + 'balancer really does; leave it out and use proxyProtocol, http or hairpin; or declare the load balancer with TrustedProxy.layer4 or '
    + 'TrustedProxy.http'],
  ['the header of Front Door that clients write', () => Azure.frontDoor({
    connectsFrom, originLock: OriginLock.enforcedElsewhere('a tunnel of ours'), clientAddressHeader: 'X-Azure-ClientIP',
  }),
  '[client-address-header] clientAddressHeader of Azure Front Door is "X-Azure-ClientIP"; Front Door reads it from the client\'s own X-Forwarded-For, so clients '
    + 'would choose their address; write \'X-Azure-SocketIP\', or leave it out'],
  ['a policy that the load balancer does not bear', () => service(LoadBalancer.of(LoadBalancerName.STACKIT, sends)),
    '[traffic-policy] "stackit" needs externalTrafficPolicy Cluster: its documents say that externalTrafficPolicy Local is not supported; the guard on its addresses '
    + 'needs Local, since kube-proxy otherwise puts a node\'s address there; leave connectsFrom of "stackit" out, and write what keeps others from the nodes: '
    + 'originLock: OriginLock.enforcedElsewhere(\'…\')'],
])('refuses %s', (_, action, message) => {
  expect(messageOf(action)).toBe(message);
});

describe('TLS passthrough', () => {
  const vault = GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'] });
  const message = (proxy: string) => `[passthrough-after-http] server "vault" passes TLS through, and "${proxy}" in front of it reads HTTP; `
    + `"${proxy}" terminates TLS itself, so the client's connection never reaches the server; write GatewayServer.http or https for "vault", or `
    + 'choose a load balancer that passes bytes on (at chart/gateway)';

  test.each<[string, TrustedProxy[]]>([
    ['octavia', [LoadBalancer.of(LoadBalancerName.OPENSTACK_OCTAVIA, { http: true, connectsFrom })]],
    ['google-http', [Google.http({ connectsFrom })]],
    ['application-gateway', [Azure.applicationGateway({ connectsFrom, rewritesForwardedFor: true, targetType: TargetType.PODS })]],
  ])('is refused behind %s', (proxy, proxies) => {
    expect(messageOf(() => gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies }), servers: [vault] }))).toBe(message(proxy));
  });

  test.each<[string, TrustedProxy[]]>([
    ['a load balancer that sends PROXY', [LoadBalancer.of(LoadBalancerName.OPENSTACK_OCTAVIA, sends)]],
    ['a CDN, which connects with TLS of its own', [Cloudflare.http({ connectsFrom, originLock: OriginLock.enforcedElsewhere('a tunnel of ours') }), LoadBalancer.of(LoadBalancerName.METALLB)]],
  ])('is possible behind %s', (_, proxies) => {
    expect(() => gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies }), servers: [vault] })).not.toThrow();
  });
});

test('an existing Service with ports of its owner\'s names is refused where annotations name them', () => {
  const topology = new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.UPCLOUD, sends)] });
  expect(messageOf(() => gatewayIn(chartIn(), { topology, name: undefined, install: GatewayInstall.existing() }))).toBe('[port-names] "upcloud" '
    + 'needs an annotation with the names of the ports of the Service "istio-ingressgateway"; whoever made the Service chose them, and with a '
    + 'wrong name the load balancer would read HTTP on that port; let this library install the gateway (leave out install), or declare it with '
    + 'TrustedProxy.layer4 and the annotation in service (at chart/gateway)');
});

describe('the runbook', () => {
  const lines = (...proxies: TrustedProxy[]) => gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies }) }).runbook
    .match(/## What has to be set by hand\n((?:- .*\n)*)/)?.[1].split('\n').slice(0, -1);
  const KEY = '- cloudflare: header `x-origin-key` on every request, overwriting any that came, with the value in the manifests';

  test.each<[string, TrustedProxy[], string[] | undefined]>([
    ['packets, as manifests say it', [LoadBalancer.of(LoadBalancerName.METALLB)], undefined],
    ['a condition', [LoadBalancer.of(LoadBalancerName.KUBE_VIP)],
      ['- kube-vip: in ARP mode svc_election must be on, so that the node that holds the address has a pod of the gateway']],
    ['health checks, and clients inside', [LoadBalancer.of(LoadBalancerName.HETZNER, sends)], [
      '- hetzner: health checks: TCP to the node port; under Local only nodes with a pod of the gateway answer it',
      '- hetzner: clients inside the cluster pass through it, because its status shows ipMode Proxy (ipMode works from Kubernetes 1.30)',
    ]],
    ['a name in the status', [LoadBalancer.of(LoadBalancerName.VULTR, { ...sends, hairpin })],
      ['- vultr: health checks: TCP to the node port of the first port; under Local only nodes with a pod of the gateway take it']],
    ['Application Gateway', [Azure.applicationGateway({ connectsFrom, rewritesForwardedFor: true }), LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } })],
      ['- application-gateway: rewrite rule: request header `X-Forwarded-For` to `{var_add_x_forwarded_for_proxy}`']],
    ['Application Gateway for TCP', [Azure.applicationGatewayTcp({ connectsFrom, proxyProtocol: true }), LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } })], [
      '- application-gateway: backend settings: `EnableClientIpPreservation: true`',
      '- application-gateway: health probe: a custom one for TCP with `EnableProbeProxyProtocolHeader: true`, since the gateway refuses HTTP '
        + 'without the header',
    ]],
    ['Application Gateway for TCP without PROXY, behind a CDN', [
      Cloudflare.http({ connectsFrom, originLock: OriginLock.header('x-origin-key', '0123456789abcdef') }),
      Azure.applicationGatewayTcp({ connectsFrom, proxyProtocol: false }), LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } }),
    ], [KEY, '- application-gateway: backend settings: `EnableClientIpPreservation: false`']],
    ['Private Service Connect', [Google.privateServiceConnect({ connectsFrom, proxyProtocol: true }), LoadBalancer.of(LoadBalancerName.GOOGLE_INTERNAL_PASSTHROUGH)],
      ['- private-service-connect: ServiceAttachment (networking.gke.io/v1) on the gateway\'s Service: `spec.proxyProtocol: true`']],
    ['Google\'s proxy load balancer', [Google.proxyNetwork({ connectsFrom, proxyProtocol: true })], [
      '- google-proxy-network: backend service on the network endpoint groups that the annotation `cloud.google.com/neg` makes',
      '- google-proxy-network: target proxy: `proxyHeader: PROXY_V1`',
      '- google-proxy-network: health check: HTTP on port 15021, path `/healthz/ready`, with its own `proxyHeader: NONE`',
    ]],
    ['Google\'s proxy load balancer without PROXY, behind a CDN', [
      Cloudflare.http({ connectsFrom, originLock: OriginLock.header('x-origin-key', '0123456789abcdef') }), Google.proxyNetwork({ connectsFrom, proxyProtocol: false }),
    ], [
      KEY,
      '- google-proxy-network: backend service on the network endpoint groups that the annotation `cloud.google.com/neg` makes',
      '- google-proxy-network: target proxy: `proxyHeader: NONE`',
      '- google-proxy-network: health check: HTTP on port 15021, path `/healthz/ready`, with its own `proxyHeader: NONE`',
    ]],
  ])('tells of %s', (_, proxies, expected) => {
    expect(lines(...proxies)).toEqual(expected);
  });
});

describe('CDNs', () => {
  const key = OriginLock.header('x-origin-key', '0123456789abcdef0123456789abcdef');
  const behind = (proxy: TrustedProxy) => new TrustedTopology({ proxies: [proxy, LoadBalancer.of(LoadBalancerName.METALLB)] });

  test.each<[string, TrustedProxy, number, string | undefined]>([
    ['CloudFront appends one entry', Aws.cloudFront({ connectsFrom, originLock: key }), 1, undefined],
    ['Front Door appends one entry', Azure.frontDoor({ connectsFrom, originLock: key }), 1, undefined],
    ['Front Door writes a header', Azure.frontDoor({ connectsFrom, originLock: key, clientAddressHeader: 'X-Azure-SocketIP' }), 1, 'x-azure-socketip'],
    ['Fastly is read by its header alone', Fastly.cdn({ connectsFrom, originLock: key, clientAddressHeader: 'Fastly-Client-IP' }), 0, 'fastly-client-ip'],
    ['Akamai is read by its header alone', Akamai.cdn({ connectsFrom, originLock: key }), 0, 'true-client-ip'],
    ['Akamai may call it otherwise', Akamai.cdn({ connectsFrom, originLock: key, clientAddressHeader: 'X-Client' }), 0, 'x-client'],
  ])('%s', (_, proxy, numTrustedProxies, clientAddressHeader) => {
    const topology = behind(proxy);
    expect({ numTrustedProxies: topology.numTrustedProxies, clientAddressHeader: topology.clientAddressHeader, shared: proxy.multiTenant })
      .toEqual({ numTrustedProxies, clientAddressHeader, shared: true });
  });

  test('an Application Gateway that writes ports is refused', () => {
    expect(messageOf(() => behind(Azure.applicationGateway({ connectsFrom, rewritesForwardedFor: false })))).toMatch('[entry-with-port]');
  });
});
