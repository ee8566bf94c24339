import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { GatewayInstall, IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway } from '../../src';
import { TOPOLOGY, chartIn, gatewayIn } from '../support/app';

const addresses = IpBlocks.of('203.0.113.0/24');

function problems(chart: Chart): string {
  try {
    Testing.synth(chart);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** A list on a Gateway that others make. */
function listed(gatewayClassName: string, controllerName?: string, namespace = 'edge', engine = MatchEngine.authorizationPolicy()): string {
  const chart = new Chart(new App(), 'chart', { namespace });
  new ApiObject(chart, 'gateway', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'public' }, spec: { gatewayClassName, listeners: [] } });
  if (controllerName) {
    new ApiObject(chart, 'class', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: gatewayClassName }, spec: { controllerName } });
  }
  const gateway = ProxyProtocolGateway.fromGatewayAttributes(chart, 'ref', { topology: TOPOLOGY.packetSource(), namespace: 'edge', gatewayApiName: 'public' });
  new IpAllowList(chart, 'office', { gateway, addresses, engine });
  new IpAllowList(chart, 'lab', { gateway, addresses, engine });
  return problems(chart);
}

const ERROR = (className: string, proxy: string, name = 'public') => `[gateway-class] Gateway "${name}" has the class "${className}", which runs on ${proxy}; `
  + "only Istio's Envoy has its policies: nobody would compare addresses there, and everybody would get in; write gatewayClassName: 'istio', or put the list on a "
  + 'gateway of that class';

test.each<[string, string, string]>([
  ['class istio', listed('istio'), ''],
  ['another class of Istio\'s', listed('edge', 'istio.io/gateway-controller'), ''],
  ['a class that is not shown', listed('edge'), ''],
  ['a Gateway of another namespace', listed('istio-agentgateway', undefined, 'other'), ''],
  ['class istio-agentgateway', listed('istio-agentgateway'), `  [chart/office] ${ERROR('istio-agentgateway', 'agentgateway')}`],
  ['the same with the trie', listed('istio-agentgateway', undefined, 'edge', MatchEngine.ipTrie()), `  [chart/office] ${ERROR('istio-agentgateway', 'agentgateway')}`],
  ['a class of that controller', listed('agents', 'istio.io/agentgateway-controller'), `  [chart/office] ${ERROR('agents', 'agentgateway')}`],
  ['a class of another controller', listed('fast', 'example.com/gateway'), `  [chart/office] ${ERROR('fast', 'a proxy of example.com/gateway')}`],
])('a list on a Gateway that others make, of %s', (_, found, error) => {
  expect(found).toBe(error && `Validation failed with the following errors:\n${error}`);
});

test('a gateway of our own whose class is patched', () => {
  const chart = chartIn();
  const gateway = gatewayIn(chart, { install: GatewayInstall.gatewayApi() });
  gateway.gateway!.addJsonPatch(JsonPatch.replace('/spec/gatewayClassName', 'istio-agentgateway'));
  expect(problems(chart)).toBe(`Validation failed with the following errors:\n  [chart/gateway] ${ERROR('istio-agentgateway', 'agentgateway', gateway.gatewayApiName)}`);
});
