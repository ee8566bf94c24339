import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { GatewayInstall, IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway } from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';

const addresses = IpBlocks.of('203.0.113.0/24');
const office = { name: 'office' };

function synth(build: (app: App) => unknown): string {
  const app = Testing.app();
  build(app);
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  return 'fine';
}

const message = (kind: string, name: string, one: string, other: string, at = 'chart/gateway') => 'Validation failed with the following errors:\n'
  + `  [${at}] [duplicate-object] two objects are ${kind} "${name}" in namespace "edge": ${one} and ${other}; in the cluster the second replaces the first, and nothing protects what the first protected; give each a name `
  + 'of its own, or leave metadata.name out: it is then made from the path; if their charts go to two clusters, make the gateway in both, or two apps';

const reference = (chart: Chart) => ProxyProtocolGateway.fromGatewayAttributes(chart, 'gateway', {
  topology: TOPOLOGY.packetSource(), namespace: 'edge', podLabels: { app: 'gw' }, servers: [WEB()],
});

describe('two objects of one kind, namespace and name are an error', () => {
  test.each([['AuthorizationPolicy', MatchEngine.authorizationPolicy()], ['EnvoyFilter', MatchEngine.ipTrie()]])('two lists of one name: %s', (kind, engine) => {
    expect(synth(app => {
      const chart = chartIn('edge', app);
      const gateway = gatewayIn(chart);
      for (const [id, host] of [['one', 'www.example.com'], ['two', 'admin.example.com']]) {
        new IpAllowList(chart, id, { gateway, addresses, hosts: [host], engine, metadata: office });
      }
    })).toBe(message(kind, 'office', 'chart/one/Resource', 'chart/two/Resource'));
  });

  test('a list of another chart that has the gateway', () => {
    expect(synth(app => {
      const gateway = gatewayIn(chartIn('edge', app));
      for (const id of ['a', 'b']) new IpAllowList(new Chart(app, id), 'list', { gateway, addresses, metadata: office });
    })).toBe(message('AuthorizationPolicy', 'office', 'a/list/Resource', 'b/list/Resource'));
  });

  test('lists of two teams on a gateway that each of them refers to', () => {
    expect(synth(app => {
      for (const id of ['a', 'b']) {
        const chart = new Chart(app, id);
        new IpAllowList(chart, 'list', { gateway: reference(chart), addresses, metadata: office });
      }
    })).toBe(message('AuthorizationPolicy', 'office', 'a/list/Resource', 'b/list/Resource', 'a/list'));
  });

  test("a list and the gateway's own guard", () => {
    expect(synth(app => {
      const chart = chartIn('edge', app);
      new IpAllowList(chart, 'list', { gateway: gatewayIn(chart, { topology: TOPOLOGY.proxyProtocol() }), addresses, metadata: { name: 'gw-packet-source' } });
    })).toBe(message('AuthorizationPolicy', 'gw-packet-source', 'chart/gateway/Guards/PacketSource', 'chart/list/Resource'));
  });

  test('a list and an object that somebody wrote by hand', () => {
    expect(synth(app => {
      const chart = chartIn('edge', app);
      new ApiObject(chart, 'by-hand', { apiVersion: 'security.istio.io/v1beta1', kind: 'AuthorizationPolicy', metadata: office });
      new IpAllowList(chart, 'list', { gateway: gatewayIn(chart), addresses, metadata: office });
    })).toBe(message('AuthorizationPolicy', 'office', 'chart/by-hand', 'chart/list/Resource'));
  });
});

describe('one name is fine', () => {
  test.each<[string, (app: App) => unknown]>([
    ['in two kinds, and in two namespaces', app => {
      const chart = chartIn('edge', app);
      const gateway = gatewayIn(chart);
      new IpAllowList(chart, 'one', { gateway, addresses, metadata: office });
      new IpAllowList(chart, 'two', { gateway, addresses, metadata: office, engine: MatchEngine.ipTrie() });
      new IpAllowList(chart, 'three', { gateway: gatewayIn(new Chart(app, 'other', { namespace: 'other' })), addresses, metadata: office });
    }],
    ['in charts that make the same gateway: they go to two clusters', app => {
      for (const id of ['here', 'there']) {
        const chart = new Chart(app, id, { namespace: 'edge' });
        new IpAllowList(chart, 'list', { gateway: gatewayIn(chart), addresses, metadata: office });
      }
    }],
    ['for the whole of an object beside the part that is ours', app => {
      const chart = chartIn('edge', app);
      gatewayIn(chart, { install: GatewayInstall.existing({ deploymentName: 'whole', podLabels: { app: 'whole' } }) });
      new ApiObject(chart, 'whole', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'whole' } });
    }],
    ['for objects that are none of ours', app => {
      const chart = chartIn('edge', app);
      gatewayIn(chart);
      for (const id of ['one', 'two']) new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: office });
    }],
  ])('%s', (_, build) => {
    expect(synth(build)).toBe('fine');
  });
});

test('two gateways cannot write their files into one folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  try {
    const app = new App();
    const gateway = (id: string) => new ProxyProtocolGateway(new Chart(app, id, { namespace: 'edge' }), 'gateway', { topology: TOPOLOGY.packetSource(), name: id });
    const [one, two] = [gateway('one'), gateway('two')];
    one.writeFiles(folder);
    one.writeFiles(`${folder}/`);
    expect(messageOf(() => two.writeFiles(folder))).toBe(`[files-folder] the files of one/gateway are in ${folder} already; these would overwrite them; `
      + `write them into a folder of their own, such as '${folder}/two' (at two/gateway)`);
    two.writeFiles(join(folder, 'two'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
