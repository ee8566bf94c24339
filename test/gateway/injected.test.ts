import { ApiObject, App, Chart } from 'cdk8s';
import {
  Aws, GatewayInstall, GatewayServer, IpBlocks, LoadBalancer, LoadBalancerName, ProxyProtocolGateway, TargetType, TrustedTopology,
} from '../../src';
import { PRUNED_LAST, TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';
import { schemaProblems } from '../support/schema';

const labels = { app: 'gw', istio: 'gw' };
const metadata = { name: 'gw', namespace: 'edge', labels };

function objects(chart: Chart): Record<string, any> {
  const all = chart.node.findAll().filter(ApiObject.isApiObject).map(object => object.toJson());
  all.forEach(object => expect(schemaProblems(object)).toEqual([]));
  return Object.fromEntries(all.map(object => [object.kind, object]));
}

test('an injected gateway is a Deployment that istiod fills in, and what belongs to it', () => {
  const chart = chartIn();
  gatewayIn(chart, { topology: TOPOLOGY.proxyProtocol(), install: GatewayInstall.injectedDeployment({ minReplicas: 3 }) });
  expect(objects(chart)).toEqual({
    ServiceAccount: { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    Deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...labels, 'cdk8s-istio-source-ip/namespace': 'edge', 'sidecar.istio.io/inject': 'true' },
            annotations: {
              'inject.istio.io/templates': 'gateway',
              'proxy.istio.io/config': '{"gatewayTopology":{"numTrustedProxies":0,"proxyProtocol":{}}}',
            },
          },
          spec: {
            serviceAccountName: 'gw',
            containers: [{
              name: 'istio-proxy',
              image: 'auto',
              ports: [{ name: 'http-web', containerPort: 8080, protocol: 'TCP' }],
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                privileged: false,
                readOnlyRootFilesystem: true,
                runAsGroup: 1337,
                runAsNonRoot: true,
                runAsUser: 1337,
              },
            }],
            topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(topologyKey => (
              { maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: labels } })),
          },
        },
      },
    },
    HorizontalPodAutoscaler: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gw' },
        minReplicas: 3,
        maxReplicas: 5,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
      },
    },
    PodDisruptionBudget: {
      apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    },
    Service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { type: 'ClusterIP', selector: labels, ports: [{ name: 'http-web', port: 80, targetPort: 8080, protocol: 'TCP' }] },
    },
    Gateway: expect.anything(),
    AuthorizationPolicy: {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'gw-packet-source', namespace: 'edge', annotations: PRUNED_LAST },
      spec: {
        selector: { matchLabels: labels }, action: 'DENY', rules: [{ from: [{ source: { notIpBlocks: ['10.0.0.0/24'] } }] }],
      },
    },
  });
});

describe('it may read certificates', () => {
  const kinds = (servers?: GatewayServer[]) => {
    const chart = chartIn();
    gatewayIn(chart, { servers });
    return objects(chart);
  };

  test('where a server needs one', () => {
    const { Role, RoleBinding } = kinds([GatewayServer.https({ name: 'web', hosts: ['a.example.com'], credentialName: 'web' })]);
    expect(Role).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
    });
    expect(RoleBinding).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gw' },
      subjects: [{ kind: 'ServiceAccount', name: 'gw' }],
    });
  });

  test('where others declare the servers; then it has ports 80 and 443 and no Istio Gateway', () => {
    const { Role, Gateway, Service } = kinds(undefined);
    expect(Role).toBeDefined();
    expect(Gateway).toBeUndefined();
    expect(Service.spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }, { name: 'https', port: 443, targetPort: 8443, protocol: 'TCP' },
    ]);
  });

  test('and not where no server needs one', () => {
    expect(kinds([WEB()]).Role).toBeUndefined();
  });
});

test('HTTP/3 is a UDP port beside on the Service; on the container it would break istiod\'s injection', () => {
  const chart = chartIn();
  gatewayIn(chart, { servers: [GatewayServer.https({ name: 'web', hosts: ['a.example.com'], credentialName: 'web', http3: true })] });
  const { Service, Deployment } = objects(chart);
  expect(Service.spec.ports).toEqual([
    { name: 'https-web', port: 443, targetPort: 8443, protocol: 'TCP' }, { name: 'h3-web', port: 443, targetPort: 8443, protocol: 'UDP' },
  ]);
  expect(Deployment.spec.template.spec.containers[0].ports).toEqual([{ name: 'https-web', containerPort: 8443, protocol: 'TCP' }]);
  const twice = ['a', 'b'].map(name => GatewayServer.https({ name, hosts: [`${name}.example.com`], credentialName: name, http3: true }));
  expect(gatewayIn(chartIn(), { servers: twice }).service!.toJson().spec.ports.map((port: any) => port.name)).toEqual(['https-a', 'h3-a']);
});

describe('the Service is what the last proxy needs', () => {
  const port = { name: 'http-web', port: 80, targetPort: 8080, protocol: 'TCP' };
  const status = { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' };
  const alb = (targetType: TargetType) => new TrustedTopology({ proxies: [Aws.alb({ targetType, connectsFrom: IpBlocks.of('10.0.0.0/24') })] });

  test.each<[string, TrustedTopology, object]>([
    ['nothing in front: node ports', new TrustedTopology({ proxies: [] }),
      { type: 'NodePort', externalTrafficPolicy: 'Local', ports: [port, status] }],
    ['a load balancer that keeps the packet source', new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.AZURE)] }),
      { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [port] }],
    ['a proxy that dials pods', TOPOLOGY.proxyProtocol(), { type: 'ClusterIP', ports: [port] }],
    ['an ALB that dials pods', alb(TargetType.PODS), { type: 'ClusterIP', ports: [port] }],
    ['an ALB that dials nodes, and checks the status port', alb(TargetType.NODES),
      { type: 'NodePort', externalTrafficPolicy: 'Local', ports: [port, status] }],
  ])('%s', (_, topology, spec) => {
    const service = gatewayIn(chartIn(), { topology }).service!.toJson();
    expect(service.spec).toEqual({ selector: labels, ...spec });
    expect(schemaProblems(service)).toEqual([]);
  });
});

test('a changed topology changes the pod template and nothing else of the Deployment, so the pods roll', () => {
  const deployment = (topology: TrustedTopology) => gatewayIn(chartIn(), { topology }).deployment!.toJson();
  const [before, after] = [deployment(TOPOLOGY.proxyProtocol()), deployment(TOPOLOGY.xForwardedFor())];
  expect(after).not.toEqual(before);
  after.spec.template.metadata.annotations['proxy.istio.io/config'] = before.spec.template.metadata.annotations['proxy.istio.io/config'];
  expect(after).toEqual(before);
});

describe('names', () => {
  test('come from the construct\'s path', () => {
    const chart = chartIn();
    const gateway = new ProxyProtocolGateway(chart, 'ingress', { topology: TOPOLOGY.packetSource(), servers: [WEB()] });
    expect(gateway.gatewayName).toMatch(/^chart-ingress-c[0-9a-f]{7}$/);
    expect(gateway.podLabels).toEqual({ app: gateway.gatewayName, istio: gateway.gatewayName });
  });

  test('lose a leading istio- in the label istio, as in Istio\'s own chart', () => {
    expect(gatewayIn(chartIn(), { name: 'istio-edge' }).podLabels).toEqual({ app: 'istio-edge', istio: 'edge' });
  });

  test('ApiObject.of finds the Deployment', () => {
    const gateway = gatewayIn(chartIn());
    expect(ApiObject.of(gateway)).toBe(gateway.deployment);
    expect(gateway.deployment!.kind).toBe('Deployment');
  });

  test('the namespace is the chart\'s, or one of its own', () => {
    expect(gatewayIn(chartIn('one')).namespace).toBe('one');
    expect(gatewayIn(chartIn('one'), { namespace: 'two' }).deployment!.metadata.namespace).toBe('two');
  });
});

test.each<[string, () => unknown, string]>([
  ['a name that no Service can have', () => gatewayIn(chartIn(), { name: 'Public' }),
    '[gateway-name] "Public" is not a valid name for a gateway; it becomes the name of a Service, an address in DNS, and a label of the pods; '
    + 'write up to 50 lower-case letters, digits and hyphens, beginning with a letter, such as "public-ingress" (at chart/gateway)'],
  ['no namespace', () => gatewayIn(new Chart(new App(), 'chart')),
    "[namespace-missing] the namespace of the gateway is not known; a policy acts only in its gateway's namespace, and in Istio's root namespace on every "
    + "namespace; write namespace: 'istio-ingress' here or in the chart's props (at chart/gateway)"],
  ['an id that is taken', () => {
    const chart = chartIn();
    gatewayIn(chart);
    gatewayIn(chart);
  },
  '[duplicate-id] "chart" already holds a construct with the id "gateway"; names of objects come from ids, so one of the two would overwrite the other in the '
  + 'cluster; choose another id, such as "gateway-2"'],
  ['bounds that contradict each other', () => GatewayInstall.injectedDeployment({ minReplicas: 4, maxReplicas: 3 }),
    '[replicas] minReplicas is 4 and maxReplicas is 3; the API server refuses such an autoscaler; write whole numbers with 1 ≤ minReplicas ≤ maxReplicas'],
  ['no replicas', () => GatewayInstall.injectedDeployment({ minReplicas: 0 }),
    '[replicas] minReplicas is 0 and maxReplicas is 5; the API server refuses such an autoscaler; write whole numbers with 1 ≤ minReplicas ≤ maxReplicas'],
])('refuses %s', (_, action, message) => {
  expect(messageOf(action)).toBe(message);
});

test('more than five pods at least are also the most', () => {
  const chart = chartIn();
  gatewayIn(chart, { install: GatewayInstall.injectedDeployment({ minReplicas: 7 }) });
  expect(objects(chart).HorizontalPodAutoscaler.spec).toMatchObject({ minReplicas: 7, maxReplicas: 7 });
});

