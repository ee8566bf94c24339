import { ApiObject, App, Chart } from 'cdk8s';
import { AllowedRoutes, GatewayInstall, GatewayServer, IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway, TrustedTopology } from 'cdk8s-istio-source-ip';
import { reached } from '../fixtures/play';
import { STANDS } from '../fixtures/stands';
import { backend } from '../rig/backends';
import { layer4, through } from '../rig/chain';
import { send } from '../rig/client';
import { grant, route } from '../rig/gateway-api';
import { apply, Manifest, namespaces } from '../rig/kubernetes';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const OFFICE = '203.0.113.7';
const ANYONE = '198.51.100.66';
const NAMESPACE = 'shared';
const topology = (): TrustedTopology => STANDS.find(({ name }) => name === 'proxy-protocol')!.topology();
const addresses = IpBlocks.of('203.0.113.0/24');

/** A Gateway of ours, or one that somebody has written by hand. */
const OWNERS: Record<string, (chart: Chart) => unknown> = {
  'made by this library': chart => new ProxyProtocolGateway(chart, 'gateway', {
    name: 'public',
    topology: topology(),
    servers: [GatewayServer.http({ name: 'web', hosts: ['*'] }), GatewayServer.http({ name: 'other', hosts: ['*'], port: 8080 })],
    install: GatewayInstall.gatewayApi({ allowedRoutes: AllowedRoutes.fromAll() }),
  }),
  'written by hand': chart => new ApiObject(chart, 'gateway', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'public' },
    spec: {
      gatewayClassName: 'istio',
      infrastructure: { annotations: { 'proxy.istio.io/config': JSON.stringify(topology().toProxyConfig()) } },
      listeners: [['web', 80], ['other', 8080]].map(([name, port]) => ({ name, port, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } })),
    },
  }),
};

describe('Ways to install', () => {
  describe.each(Object.entries(OWNERS))('lists of others on a Gateway %s', (_, own) => {
    let scenario: Scenario;

    beforeAll(async () => {
      scenario = await Scenario.up(outdir => {
        const app = new App({ outdir });
        own(new Chart(app, 'platform', { namespace: NAMESPACE }));
        const team = new Chart(app, 'team', { namespace: NAMESPACE });
        const gateway = ProxyProtocolGateway.fromGatewayAttributes(team, 'gateway', { gatewayApiName: 'public', namespace: NAMESPACE, topology: topology() });
        new IpAllowList(team, 'admin', { gateway, addresses, hosts: ['admin.example.com'], engine: MatchEngine.ipTrie() });
        const declared = ProxyProtocolGateway.fromGatewayAttributes(team, 'declared', {
          gatewayApiName: 'public',
          namespace: NAMESPACE,
          topology: topology(),
          servers: [GatewayServer.http({ name: 'web', hosts: ['*'] }), GatewayServer.http({ name: 'other', hosts: ['*'], port: 8080 })],
        });
        new IpAllowList(team, 'other', { gateway: declared, addresses, serverNames: ['other'] });
        app.synth();
        return app;
      });
      const gateway = scenario.objects('Gateway')[0];
      await namespaces(['team']);
      const routes: Manifest[] = [];
      for (const host of ['www.example.com', 'admin.example.com']) {
        const { name, host: service } = await backend(`team/${host}`, 'http');
        const attached = route(gateway, name.split('/')[1].split('.')[0], 'http', host, 80, service.split('.')[0]);
        attached.metadata.namespace = 'team';
        attached.spec.parentRefs[0].namespace = NAMESPACE;
        routes.push(attached);
      }
      await apply([grant('team'), ...routes]);
      await new Promise(resolve => setTimeout(resolve, 1000));
    });
    afterAll(() => scenario?.down());

    test.each([
      [OFFICE, 80, 'www.example.com', 'team/www.example.com'],
      [ANYONE, 80, 'www.example.com', 'team/www.example.com'],
      [OFFICE, 80, 'admin.example.com', 'team/admin.example.com'],
      [ANYONE, 80, 'admin.example.com', undefined],
      [ANYONE, 80, 'ADMIN.example.com:99', undefined],
      [ANYONE, 80, 'admin.example.com:abc', undefined],
      [ANYONE, 80, 'user@admin.example.com', undefined],
      [OFFICE, 8080, 'www.example.com', 'team/www.example.com'],
      [ANYONE, 8080, 'www.example.com', undefined],
      [ANYONE, 8080, 'admin.example.com', undefined],
    ])('%s at port %d asks for %s', async (from, port, host, backendName) => {
      const flight = through([layer4({ address: '10.0.0.5', sends: 'v2', port })], from, { authority: host });
      const [answer] = await send([{ ...flight.request, from: flight.from, prefix: flight.prefix, to: `${scenario.gateway().address}:${port}` }]);
      record(1);
      expect(reached(answer)).toBe(backendName);
    });
  });
});
