import { ApiObject } from 'cdk8s';
import { parse } from 'yaml';
import { emitted, emittedBy, one } from './emitted';
import {
  AllowedRoutes, Aws, Cloudflare, EchoServer, GatewayInstall, GatewayServer, IpAllowList, IpBlocks, MatchEngine, NlbController,
  OriginLock, ProxyProtocolGateway, ProxyProtocolGatewayProps, TargetType, TrustedTopology,
} from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';

const install = GatewayInstall.gatewayApi();
const connectsFrom = IpBlocks.of('10.0.0.0/24');
const nlb = () => new TrustedTopology({
  proxies: [Aws.nlb({
    controller: NlbController.LOAD_BALANCER_CONTROLLER, targetType: TargetType.PODS, internetFacing: true, proxyProtocol: true, connectsFrom,
  })],
});
const cdnThenNlb = () => new TrustedTopology({
  proxies: [
    Cloudflare.http({ connectsFrom: IpBlocks.of('192.0.2.0/24'), originLock: OriginLock.enforcedElsewhere('a tunnel of our own') }),
    Aws.nlb({ controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: true, proxyProtocol: false }),
  ],
});
const https = (options: Partial<Parameters<typeof GatewayServer.https>[0]> = {}) =>
  GatewayServer.https({ name: 'https', hosts: ['www.example.com'], credentialName: 'example-com', ...options });
const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }];
const AWS = 'service.beta.kubernetes.io/aws-load-balancer';

const gatewayOf = (props: Partial<ProxyProtocolGatewayProps>) => one(emittedBy({ install, ...props }), 'Gateway');
/** The patches of the ConfigMap. */
const overlays = (props: Partial<ProxyProtocolGatewayProps>) => {
  const { data } = one(emittedBy({ install, ...props }), 'ConfigMap');
  return Object.fromEntries(Object.entries<string>(data).map(([kind, text]) => [kind, parse(text)]));
};
const spread = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(topologyKey => ({
  maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'gw' } },
}));

test('a gateway is a Gateway of class istio, and a ConfigMap of what istiod would not give it', () => {
  const objects = emittedBy({ install, topology: TOPOLOGY.proxyProtocol() });
  expect(objects.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
    'v1 ConfigMap edge/gw-parameters',
    'gateway.networking.k8s.io/v1 Gateway edge/gw',
    'security.istio.io/v1 AuthorizationPolicy edge/gw-packet-source',
  ]);
  expect(one(objects, 'Gateway')).toEqual({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'edge' },
    spec: {
      gatewayClassName: 'istio',
      infrastructure: {
        annotations: { 'cdk8s-istio-source-ip/chain': 'client → sender → gateway' },
        labels: { app: 'gw' },
        parametersRef: { group: '', kind: 'ConfigMap', name: 'gw-parameters' },
      },
      listeners: ['www', 'admin'].map(name => ({
        name: `web.${name}.example.com`,
        hostname: `${name}.example.com`,
        port: 80,
        protocol: 'HTTP',
        allowedRoutes: { namespaces: { from: 'Same' } },
      })),
    },
  });
  expect(one(objects, 'AuthorizationPolicy').spec.targetRefs).toEqual(targetRefs);
});

describe('the patches', () => {
  test('topology and spreading of the pods, their number, and the Service', () => {
    expect(overlays({ topology: TOPOLOGY.proxyProtocol() })).toEqual({
      deployment: {
        spec: {
          template: {
            metadata: { annotations: { 'proxy.istio.io/config': '{"gatewayTopology":{"numTrustedProxies":0,"proxyProtocol":{}}}' } },
            spec: { topologySpreadConstraints: spread },
          },
        },
      },
      horizontalPodAutoscaler: {
        spec: { minReplicas: 2, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] },
      },
      podDisruptionBudget: { spec: { maxUnavailable: 1 } },
      service: { spec: { type: 'ClusterIP' } },
    });
  });

  test.each<[string, () => TrustedTopology, object]>([
    ['annotations and class of its load balancer', nlb, {
      metadata: {
        annotations: {
          [`${AWS}-scheme`]: 'internet-facing',
          [`${AWS}-nlb-target-type`]: 'ip',
          [`${AWS}-target-group-attributes`]: 'preserve_client_ip.enabled=false',
          [`${AWS}-proxy-protocol`]: '*',
          [`${AWS}-healthcheck-port`]: '15021',
          [`${AWS}-healthcheck-protocol`]: 'http',
          [`${AWS}-healthcheck-path`]: '/healthz/ready',
        },
      },
      spec: { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' },
    }],
    ['who may reach it, with their own addresses', cdnThenNlb, {
      metadata: { annotations: expect.objectContaining({ [`${AWS}-type`]: 'nlb' }) },
      spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', loadBalancerSourceRanges: ['192.0.2.0/24'] },
    }],
    ['a port of each node', () => new TrustedTopology({ proxies: [] }), { spec: { type: 'NodePort', externalTrafficPolicy: 'Local' } }],
  ])('the Service: %s', (_, topology, service) => {
    expect(overlays({ topology: topology() }).service).toEqual(service);
  });

  describe('ports that istiod 1.31 would open for UDP beside HTTPS, while it makes QUIC listeners', () => {
    const other = GatewayServer.https({ name: 'other', hosts: ['other.example.com'], credentialName: 'other', port: 8443, http3: true });
    const ports = (...some: GatewayServer[]) => overlays({ servers: some, istioVersion: '1.31' }).service.spec.ports;
    const without = (port: number, name: string, appProtocol = 'https') => [{ $patch: 'delete', port }, { name, port, protocol: 'TCP', appProtocol }];

    test.each<[string, GatewayServer[], object[] | undefined]>([
      ['none without HTTPS', [WEB()], undefined],
      ['closed where no server has http3', [WEB(), https()], without(443, 'https-www-example-com')],
      ['open where one has', [https(), other], without(443, 'https-www-example-com')],
      ['open where one of several on the port has', [https({ port: 8443 }), other], undefined],
      ['once for all hosts, wildcards by their name', [https({ hosts: ['*.example.com', 'example.com'] })], without(443, 'https-wildcard-example-com')],
      ['by different names, as istiod tells them apart', [
        https({ name: 'web', hosts: ['api.example.com'] }), https({ name: 'web-api', hosts: ['example.com'], port: 8443 }),
      ], [...without(443, 'web-api-example-com'), ...without(8443, 'web-api-example-com-8443')]],
      ['in 63 characters', [https({ hosts: [`${'a'.repeat(60)}.example.com`] })], without(443, `https-${'a'.repeat(57)}`)],
      ['after passthrough on the same port', [GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'] }), https()],
        without(443, 'vault-vault-example-com', 'tls')],
    ])('%s', (_name, some, expected) => {
      expect(ports(...some)).toEqual(expected);
    });
  });

  test('the status port reads PROXY where the health check carries it', () => {
    expect(overlays({ topology: nlb() }).deployment.spec.template.spec.containers)
      .toEqual([{ name: 'istio-proxy', env: [{ name: 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL', value: 'true' }] }]);
  });

  test('pods as many as are asked for', () => {
    expect(overlays({ install: GatewayInstall.gatewayApi({ minReplicas: 3, maxReplicas: 9 }) }).horizontalPodAutoscaler.spec)
      .toMatchObject({ minReplicas: 3, maxReplicas: 9 });
  });
});

test('a lock that only a person can check shows on the Gateway', () => {
  expect(gatewayOf({ topology: cdnThenNlb() }).metadata.annotations)
    .toEqual({ 'cdk8s-istio-source-ip/enforced-elsewhere.cloudflare': 'a tunnel of our own' });
});

test.each<[string, GatewayServer, object[]]>([
  ['HTTP on all hosts', GatewayServer.http({ name: 'web', hosts: ['*'] }), [{ name: 'web', port: 80, protocol: 'HTTP' }]],
  ['a wildcard beside a host of its name', GatewayServer.http({ name: 'web', hosts: ['*.example.com', 'wildcard.example.com'], port: 8000 }), [
    { name: 'web-wildcard.example.com', hostname: '*.example.com', port: 8000, protocol: 'HTTP' },
    { name: 'web.wildcard.example.com', hostname: 'wildcard.example.com', port: 8000, protocol: 'HTTP' },
  ]],
  ['a host that is written twice', GatewayServer.http({ name: 'web', hosts: ['a.example.com', 'a.example.com'] }), [
    { name: 'web.a.example.com', hostname: 'a.example.com', port: 80, protocol: 'HTTP' },
  ]],
  ['HTTPS that ends here', https(), [{
    name: 'https.www.example.com', hostname: 'www.example.com', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'example-com' }] },
  }]],
  ['TLS that is passed through', GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'], port: 9443 }), [{
    name: 'vault.vault.example.com', hostname: 'vault.example.com', port: 9443, protocol: 'TLS', tls: { mode: 'Passthrough' },
  }]],
  ['TCP', GatewayServer.tcp({ name: 'db', port: 5432 }), [{ name: 'db', port: 5432, protocol: 'TCP' }]],
])('the listeners of a server: %s', (_, server, listeners) => {
  expect(gatewayOf({ servers: [server] }).spec.listeners).toEqual(listeners.map(listener => ({ ...listener, allowedRoutes: { namespaces: { from: 'Same' } } })));
});

test.each<[string, AllowedRoutes | undefined, object]>([
  ['of its own namespace, if nothing is said', undefined, { from: 'Same' }],
  ['of its own namespace', AllowedRoutes.fromSame(), { from: 'Same' }],
  ['of every namespace', AllowedRoutes.fromAll(), { from: 'All' }],
  ['of namespaces with a label', AllowedRoutes.fromSelector({ team: 'shop' }), { from: 'Selector', selector: { matchLabels: { team: 'shop' } } }],
])('routes may attach that are %s', (_, allowedRoutes, namespaces) => {
  const { listeners } = gatewayOf({ install: GatewayInstall.gatewayApi({ allowedRoutes }), servers: [WEB(), https()] }).spec;
  expect(listeners.map((listener: any) => listener.allowedRoutes.namespaces)).toEqual([namespaces, namespaces, namespaces]);
});

test('a selector of no label would select every namespace', () => {
  expect(messageOf(() => AllowedRoutes.fromSelector({}))).toBe('[empty-list] matchLabels of AllowedRoutes.fromSelector is empty; an empty selector selects every '
    + 'namespace; write at least one label, or AllowedRoutes.fromAll()');
});

test.each<[string, Partial<ProxyProtocolGatewayProps>, string]>([
  ['no servers', { servers: undefined }, 'servers are not declared; a Gateway needs at least one listener, and each listener is a host of a '
    + "server; write servers, such as [GatewayServer.https({ name: 'web', hosts: ['www.example.com'], credentialName: 'web' })]"],
  ['a redirect', { servers: [GatewayServer.http({ name: 'web', hosts: ['*'], httpsRedirect: true })] },
    'server "web" has httpsRedirect; a listener cannot redirect; leave httpsRedirect out, and attach an HTTPRoute with the filter RequestRedirect to the listener'],
  ['another port of the pods', { servers: [https({ targetPort: 8443 })] },
    'server "https" has port 443 and targetPort 8443; with istiod Envoy listens on the port of the listener itself; leave targetPort out'],
  ['the namespace of a host', { servers: [https({ hosts: ['shop/www.example.com'] })] },
    'server "https" has the host "shop/www.example.com"; a listener accepts host names only; write "www.example.com"; allowedRoutes says whose '
      + 'routes may use it'],
  ['65 hosts', { servers: [https({ hosts: Array.from({ length: 65 }, (_, index) => `h${index}.example.com`) })] },
    'the servers have 65 hosts in all; each is a listener, and a Gateway has at most 64; write wildcard hosts, or make two gateways'],
  ['a client certificate', {
    servers: [https()],
    topology: new TrustedTopology({
      proxies: [
        Cloudflare.http({ connectsFrom: IpBlocks.of('192.0.2.0/24'), originLock: OriginLock.mutualTls('origin-ca') }),
        Aws.nlb({ controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: true, proxyProtocol: false }),
      ],
    }),
  }, '"cloudflare" has OriginLock.mutualTls; a listener cannot name a Secret with the certificate authority; write OriginLock.header(…), or '
    + 'install: GatewayInstall.injectedDeployment()'],
])('what a Gateway cannot say is an error: %s', (_, props, message) => {
  expect(messageOf(() => gatewayIn(chartIn(), { install, ...props }))).toBe(`[gateway-api] ${message} (at chart/gateway)`);
});

test('it needs Istio 1.26, which reads the ConfigMap', () => {
  expect(() => gatewayIn(chartIn(), { install, istioVersion: '1.26' })).not.toThrow();
  expect(messageOf(() => gatewayIn(chartIn(), { install, istioVersion: '1.25' }))).toBe('[istio-version] Istio 1.25 lacks GatewayInstall.gatewayApi '
    + "(infrastructure.parametersRef); it would ignore or refuse what is emitted; upgrade to Istio 1.26 or later and write istioVersion: '1.26' (at chart/gateway)");
});

test('HTTP/3 needs Istio 1.31, whose Service has UDP ports, and has the same guard as elsewhere', () => {
  const servers = [https({ http3: true })];
  expect(messageOf(() => gatewayIn(chartIn(), { install, servers, istioVersion: '1.30' }))).toBe('[istio-version] Istio 1.30 lacks http3 of server "https" with '
    + "GatewayInstall.gatewayApi; it would ignore or refuse what is emitted; upgrade to Istio 1.31 or later and write istioVersion: '1.31' (at chart/gateway)");
  const guard = one(emittedBy({ install, servers, istioVersion: '1.31' }), 'EnvoyFilter');
  expect([guard.metadata.name, guard.spec.targetRefs]).toEqual(['gw-early-data', targetRefs]);
  expect(JSON.stringify(guard.spec)).toContain('"udp_0.0.0.0_443"');
});

describe('what others see of it', () => {
  const chart = chartIn();
  const gateway = gatewayIn(chart, { install });

  test('it is known by its name, not by labels, and no VirtualService can name it', () => {
    expect(gateway.gatewayApiName).toBe('gw');
    expect([gateway.podLabels, gateway.gatewayName, gateway.deployment, gateway.service, gateway.helmValues]).toEqual(Array(5).fill(undefined));
    expect(ApiObject.of(gateway)).toBe(gateway.gateway);
  });
  test('an EchoServer, whose route is a VirtualService, says what to attach instead', () => {
    expect(messageOf(() => new EchoServer(chart, 'echo', { gateway, host: 'www.example.com' }))).toContain('; attach an HTTPRoute to Gateway "gw" '
      + 'of the Kubernetes Gateway API, which does not accept VirtualServices (at chart/echo)');
  });
  test('the runbook names what istiod makes', () => {
    expect(gateway.runbook).toContain('kubectl rollout status deployment/gw-istio -n edge\n');
    expect(gateway.runbook).toContain('kubectl get pods -n edge -l gateway.networking.k8s.io/gateway-name=gw -o name');
  });
});

describe('Envoy listens on the ports of the listeners', () => {
  const servers = () => [WEB(), GatewayServer.http({ name: 'other', hosts: ['other.example.com'], port: 8080 })];
  const policyOn = (gateway: (chart: ReturnType<typeof chartIn>) => any, engine?: MatchEngine) => {
    const chart = chartIn();
    new IpAllowList(chart, 'list', { gateway: gateway(chart), addresses: connectsFrom, serverNames: ['other'], engine, metadata: { name: 'list' } });
    return emitted(chart);
  };
  const referenced = (some: GatewayServer[]) => (chart: ReturnType<typeof chartIn>) => ProxyProtocolGateway.fromGatewayAttributes(chart, 'gateway', {
    gatewayApiName: 'gw', namespace: 'edge', topology: TOPOLOGY.packetSource(), servers: some,
  });

  test.each<[string, (chart: ReturnType<typeof chartIn>) => any, string[]]>([
    ['of a gateway that is made here', chart => gatewayIn(chart, { install, servers: servers() }), ['80']],
    ['of one that is referenced', referenced(servers()), ['80']],
    ['of a referenced one whose Service somebody has changed', referenced([
      GatewayServer.http({ name: 'web', hosts: ['www.example.com'], targetPort: 8000 }), GatewayServer.http({ name: 'other', hosts: ['other.example.com'], port: 81 }),
    ]), ['8000']],
  ])('a list on one server leaves the others\' ports out: %s', (_, gateway, notPorts) => {
    expect(one(policyOn(gateway), 'AuthorizationPolicy', 'list').spec).toMatchObject({
      targetRefs, rules: [{ to: [{ operation: { notPorts } }] }],
    });
  });

  test('lists by trie attach by targetRefs too', () => {
    expect(one(policyOn(referenced(servers()), MatchEngine.ipTrie()), 'EnvoyFilter').spec.targetRefs).toEqual(targetRefs);
  });
});
