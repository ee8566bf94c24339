import { App, Chart, Testing } from 'cdk8s';
import { emitted } from './emitted';
import { EchoServer, GatewayAccessLog, GatewayInstall, GatewayServer, ProxyProtocolGateway, SourceIpPreservation } from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';

test('every object carries the gateway\'s name; a guard says in addition what it guards', () => {
  const chart = chartIn();
  gatewayIn(chart, { topology: TOPOLOGY.proxyProtocol(), servers: [GatewayServer.https({ name: 'web', hosts: ['*'], credentialName: 'web' })] });
  expect(emitted(chart).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
    'ServiceAccount edge/gw',
    'Role edge/gw',
    'RoleBinding edge/gw',
    'Deployment edge/gw',
    'HorizontalPodAutoscaler edge/gw',
    'PodDisruptionBudget edge/gw',
    'Service edge/gw',
    'Gateway edge/gw',
    'AuthorizationPolicy edge/gw-packet-source',
  ]);
});

test.each<[string, string | undefined, GatewayInstall | undefined, object]>([
  ['a name that is given', 'public', undefined, { app: 'public', istio: 'public' }],
  ['a name as istioctl gives it', 'istio-ingressgateway', undefined, { app: 'istio-ingressgateway', istio: 'ingressgateway' }],
  ['an existing gateway of istioctl', undefined, GatewayInstall.existing(), { app: 'istio-ingressgateway', istio: 'ingressgateway' }],
  ['an existing gateway of istioctl under another name', 'public', GatewayInstall.existing(), { app: 'istio-ingressgateway', istio: 'ingressgateway' }],
  ['an existing gateway of others', 'public', GatewayInstall.existing({ deploymentName: 'edge', podLabels: { tier: 'edge' } }), { tier: 'edge' }],
])('the labels that select the pods: %s', (_, name, install, labels) => {
  const gateway = gatewayIn(chartIn(), { name, install });
  expect(gateway.podLabels).toEqual(labels);
  // A Gateway looks for pods in every namespace.
  expect(gateway.gateway!.toJson().spec.selector).toEqual({ ...labels, ...install ? {} : { 'cdk8s-istio-source-ip/namespace': 'edge' } });
  expect(gateway.gatewayName).toBe(name ?? 'istio-ingressgateway');
});

test.each(['gw', 'a', 'a1', 'public-ingress-2', 'a'.repeat(50)])('"%s" is a name for a gateway', name => {
  expect(gatewayIn(chartIn(), { name }).gatewayName).toBe(name);
});

test.each(['', '-', 'a-', '-a', '1a', 'Public', 'a.b', 'a_b', 'a b', 'a'.repeat(51)])('"%s" is not a valid name for a gateway', name => {
  expect(messageOf(() => gatewayIn(chartIn(), { name }))).toBe(`[gateway-name] "${name}" is not a valid name for a gateway; it becomes the name of a Service, an address in `
    + 'DNS, and a label of the pods; write up to 50 lower-case letters, digits and hyphens, beginning with a letter, such as "public-ingress" (at chart/gateway)');
});

describe('an id that is taken is an error, for every construct', () => {
  const message = (holder: string, id: string) => `[duplicate-id] ${holder} already holds a construct with the id "${id}"; names of objects come from ids, so one of `
    + `the two would overwrite the other in the cluster; choose another id, such as "${id}-2"`;

  test.each<[string, (chart: Chart, gateway: ProxyProtocolGateway) => unknown]>([
    ['ProxyProtocolGateway', chart => gatewayIn(chart)],
    ['ProxyProtocolGateway.fromGatewayAttributes', chart => ProxyProtocolGateway.fromGatewayAttributes(chart, 'gateway', {
      topology: TOPOLOGY.packetSource(), namespace: 'edge', podLabels: { app: 'gw' },
    })],
    ['EchoServer', (chart, gateway) => new EchoServer(chart, 'gateway', { gateway, host: 'www.example.com' })],
    ['GatewayAccessLog', (chart, gateway) => new GatewayAccessLog(chart, 'gateway', { gateway })],
    ['SourceIpPreservation', chart => new SourceIpPreservation(chart, 'gateway', { deploymentName: 'sleep' })],
  ])('%s', (_, make) => {
    const chart = chartIn();
    const gateway = gatewayIn(chart);
    expect(messageOf(() => make(chart, gateway))).toBe(message('"chart"', 'gateway'));
  });

  test('the app itself has no path, and is called the app', () => {
    const app = new App();
    chartIn('edge', app);
    expect(messageOf(() => ProxyProtocolGateway.fromGatewayAttributes(app, 'chart', {
      topology: TOPOLOGY.packetSource(), namespace: 'edge', podLabels: { app: 'gw' },
    }))).toBe(message('the app', 'chart'));
  });
});

describe('two gateways with one set of labels', () => {
  const gateway = (chart: Chart, id: string, name: string, namespace?: string) =>
    new ProxyProtocolGateway(chart, id, { topology: TOPOLOGY.packetSource(), servers: [WEB()], name, namespace });
  const problem = (one: string, other: string, labels: string) => `  [chart/${one}] [selector-not-unique] the labels of this gateway (${labels}) also select the pods `
    + `of chart/${other}; its servers, guards and lists would act on the other gateway too; give one of the two another name, or podLabels that tell them apart`;

  test('are an error at both', () => {
    const chart = chartIn();
    gateway(chart, 'one', 'gw');
    gateway(chart, 'two', 'gw');
    const labels = '{"app":"gw","istio":"gw"}';
    expect(messageOf(() => Testing.synth(chart))).toMatch(/^Validation failed with the following errors:\n {2}\[chart\/one\] \[duplicate-object\] .*\n.*\n.*$/);
    expect(messageOf(() => Testing.synth(chart))).toContain(`${problem('one', 'two', labels)}\n${problem('two', 'one', labels)}`);
  });

  test('are fine in two namespaces: pods and Gateway have a label that carries theirs', () => {
    const chart = chartIn();
    gateway(chart, 'one', 'gw');
    const other = gateway(chart, 'two', 'gw', 'other');
    expect(() => Testing.synth(chart)).not.toThrow();
    const labels = { app: 'gw', istio: 'gw' };
    const { spec: { selector, template } } = other.deployment!.toJson();
    expect(selector.matchLabels).toEqual(labels); // can never change
    expect(template.metadata.labels).toEqual({ ...labels, 'cdk8s-istio-source-ip/namespace': 'other', 'sidecar.istio.io/inject': 'true' });
    expect(other.gateway!.toJson().spec.selector).toEqual({ ...labels, 'cdk8s-istio-source-ip/namespace': 'other' });
  });

  test("are an error where one is in Istio's root namespace, whose policies reach pods in all", () => {
    const chart = chartIn();
    gateway(chart, 'one', 'gw', 'istio-system');
    gateway(chart, 'two', 'gw');
    expect(messageOf(() => Testing.synth(chart))).toBe(`Validation failed with the following errors:\n${problem('one', 'two', '{"app":"gw","istio":"gw"}')}`);
  });

  test("are an error in another chart too where one is in Istio's root namespace; charts that make the same gateway go to two clusters", () => {
    const synth = (...namespaces: string[][]) => {
      const app = Testing.app();
      namespaces.forEach((its, index) => {
        const chart = new Chart(app, `c${index}`, { namespace: 'edge' });
        its.forEach(namespace => gateway(chart, namespace, 'gw', namespace));
      });
      return () => void app.synth();
    };
    expect(messageOf(synth(['istio-system'], ['edge']))).toContain('[c0/istio-system] [selector-not-unique] the labels of this gateway ({"app":"gw","istio":"gw"}) also '
      + 'select the pods of c1/edge; ');
    expect(synth(['edge'], ['other'])).not.toThrow();
    expect(synth(['istio-system'], ['istio-system'])).not.toThrow();
  });

  test('are an error where others make the pods, even in two namespaces', () => {
    const chart = chartIn();
    for (const [id, namespace] of [['one', 'edge'], ['two', 'other']]) {
      new ProxyProtocolGateway(chart, id, { topology: TOPOLOGY.packetSource(), servers: [WEB()], namespace, install: GatewayInstall.existing() });
    }
    const labels = '{"app":"istio-ingressgateway","istio":"ingressgateway"}';
    expect(messageOf(() => Testing.synth(chart)))
      .toBe(`Validation failed with the following errors:\n${problem('one', 'two', labels)}\n${problem('two', 'one', labels)}`);
  });

  test('are an error in app.synth() too', () => {
    const app = Testing.app();
    const chart = chartIn('edge', app);
    gateway(chart, 'one', 'gw');
    gateway(chart, 'two', 'gw');
    expect(messageOf(() => app.synth())).toContain(problem('two', 'one', '{"app":"gw","istio":"gw"}'));
  });

  test('are fine in two charts, which may go to two clusters', () => {
    const app = new App();
    for (const id of ['here', 'there']) {
      gateway(new Chart(app, id, { namespace: 'edge' }), 'one', 'gw');
    }
    expect(() => Testing.synth(app.node.findChild('here') as Chart)).not.toThrow();
  });

  test('are fine where one is only referenced', () => {
    const chart = chartIn();
    const own = gateway(chart, 'one', 'gw');
    ProxyProtocolGateway.fromGatewayAttributes(chart, 'same', { topology: own.topology, namespace: 'edge', podLabels: { app: 'gw', istio: 'gw' } });
    expect(emitted(chart)).toHaveLength(6);
  });
});
