import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { AllowListForm, GatewayInstall, IpAllowList, IpAllowListProps, IpBlocks, IpDenyList, MatchEngine, ProxyProtocolGateway } from '../../src';
import { TOPOLOGY, chartIn, gatewayIn, messageOf } from '../support/app';

const office = IpBlocks.of('203.0.113.0/24');

describe('form ALLOW beside another ALLOW', () => {
  const FOREIGN = {
    metadata: { name: 'jwt', namespace: 'edge' },
    spec: { selector: { matchLabels: { app: 'gw' } }, action: 'ALLOW', rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] },
  };

  /** What synth says of an ALLOW list on a gateway with another policy beside. */
  function synth(policy: any, install?: GatewayInstall): string {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { install });
    new IpAllowList(chart, 'list', { gateway, addresses: office, form: AllowListForm.ALLOW });
    new ApiObject(chart, 'other', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...policy });
    return problems(chart);
  }

  const PUBLIC = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' };

  const problems = (chart: Chart): string => {
    try {
      Testing.synth(chart);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('is an error that names it', () => {
    expect(synth(FOREIGN)).toBe('Validation failed with the following errors:\n  [chart/list] [allow-beside-allow] AuthorizationPolicy "jwt" '
      + '(chart/other) is a second ALLOW that selects this gateway, or may select it; ALLOW policies add up: each admits what the other denies, so '
      + 'it admits addresses outside the list; leave form out (AllowListForm.DENY narrows whatever else applies there), or make the labels of the '
      + 'two exclude each other');
  });

  test.each([
    ['has no action, which means ALLOW', { spec: { ...FOREIGN.spec, action: undefined } }],
    ['has no selector', { spec: { action: 'ALLOW', rules: [{}] } }],
    ['is in the root namespace', { metadata: { name: 'jwt', namespace: 'istio-system' } }],
    ['has its namespace from the chart', { metadata: { name: 'jwt' } }],
  ])('is an error where the other %s', (_, change) => {
    expect(synth({ ...FOREIGN, ...change })).toMatch(/\[allow-beside-allow\] AuthorizationPolicy "jwt"/);
  });

  test('is an error where labels that are not known decide', () => {
    const install = GatewayInstall.existing({ deploymentName: 'gw', podLabels: { app: 'gw' } });
    expect(synth({ ...FOREIGN, spec: { ...FOREIGN.spec, selector: { matchLabels: { tier: 'edge' } } } }, install)).toMatch(/\[allow-beside-allow\]/);
  });

  test.each([
    ['denies', { spec: { ...FOREIGN.spec, action: 'DENY' } }],
    ['is a dry run', { metadata: { ...FOREIGN.metadata, annotations: { 'istio.io/dry-run': 'true' } } }],
    ['is a dry run, as Go writes it shortly', { metadata: { ...FOREIGN.metadata, annotations: { 'istio.io/dry-run': '1' } } }],
    ['selects other pods', { spec: { ...FOREIGN.spec, selector: { matchLabels: { app: 'shop' } } } }],
    ['is in another namespace', { metadata: { name: 'jwt', namespace: 'shop' } }],
    ['hangs on a Gateway of the Kubernetes Gateway API', {
      spec: { action: 'ALLOW', rules: [{}], targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }] },
    }],
  ])('is fine where the other %s', (_, change) => {
    expect(synth({ ...FOREIGN, ...change })).toBe('');
  });

  test('is an error for two ALLOW lists, and both say so', () => {
    const chart = chartIn();
    const gateway = gatewayIn(chart);
    new IpAllowList(chart, 'one', { gateway, addresses: office, form: AllowListForm.ALLOW });
    new IpAllowList(chart, 'two', { gateway, addresses: office, form: AllowListForm.ALLOW });
    expect(problems(chart).match(/\[chart\/(one|two)\] \[allow-beside-allow\]/g)).toEqual([
      '[chart/one] [allow-beside-allow]', '[chart/two] [allow-beside-allow]',
    ]);
  });

  test.each([['targetRefs', { targetRefs: [PUBLIC] }], ['targetRef', { targetRef: PUBLIC }]])(
    'is an error on a Gateway of the Kubernetes Gateway API, by %s', (_, target) => {
      const chart = chartIn('infra');
      const gateway = ProxyProtocolGateway.fromGatewayAttributes(chart, 'shared', {
        topology: TOPOLOGY.proxyProtocol(), namespace: 'infra', gatewayApiName: 'public',
      });
      new IpAllowList(chart, 'list', { gateway, addresses: office, form: AllowListForm.ALLOW });
      const policy: object = { spec: { ...target, rules: [{}] } };
      new ApiObject(chart, 'other', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...policy });
      expect(problems(chart)).toMatch(/\[allow-beside-allow\]/);
    });

  test('looks into the gateway\'s chart too, and into no third one, which may go to another cluster', () => {
    const app = new App();
    const gateway = gatewayIn(new Chart(app, 'gateways', { namespace: 'edge' }));
    const lists = new Chart(app, 'lists', { namespace: 'edge' });
    new IpAllowList(lists, 'list', { gateway, addresses: office, form: AllowListForm.ALLOW });
    const foreign = { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...FOREIGN };
    new ApiObject(new Chart(app, 'third', { namespace: 'edge' }), 'other', foreign);
    expect(problems(lists)).toBe('');
    new ApiObject(gateway.node.scope!, 'other', foreign);
    expect(problems(lists)).toMatch(/AuthorizationPolicy "jwt" \(gateways\/other\)/);
  });
});

describe('hosts beside an Istio Gateway of somebody else on the same pods', () => {
  const synth = (selector: any, server: any, ...kinds: (typeof IpAllowList | typeof IpDenyList)[]): string => {
    const chart = chartIn();
    const gateway = gatewayIn(chart);
    (kinds.length ? kinds : [IpAllowList, IpDenyList]).forEach((Kind, index) => {
      new Kind(chart, `list-${index}`, { gateway, addresses: Kind === IpAllowList ? office : IpBlocks.of('192.0.2.66'), hosts: ['admin.example.com'] });
    });
    const foreign: object = { spec: { selector, servers: [server] } };
    new ApiObject(chart, 'foreign', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', ...foreign });
    try {
      Testing.synth(chart);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const server = (host: string, protocol = 'HTTP') => ({ port: { number: 80, name: 'x', protocol }, hosts: [host] });

  test.each([['an allow list', [IpAllowList]], ['a deny list', [IpDenyList]], ['both, told once', [IpAllowList, IpDenyList]]])(
    'is an error where that one has a wildcard: %s', (_, kinds) => {
      expect(synth({ istio: 'gw' }, server('*'), ...kinds)).toBe('Validation failed with the following errors:\n  [chart/list-0] [wildcard-server] '
        + 'Gateway "chart-foreign-c8dc3dda" (chart/foreign) has the host "*" on the same pods, and this list is about hosts; its routes accept '
        + 'spellings such as "user@admin.example.com" that AuthorizationPolicy does not recognize; write engine: MatchEngine.ipTrie(), which '
        + 'recognizes all spellings; or name exact hosts there, move it to a gateway of its own, or leave hosts out to cover the whole gateway');
    });

  test.each(['http', 'GRPC-WEB', 'Http_Proxy', 'https'])('is an error in whatever spelling and protocol istiod reads as HTTP: %s', protocol => {
    expect(synth({ istio: 'gw' }, server('*', protocol))).toMatch(/\[chart\/list-0\] \[wildcard-server\]/);
  });

  test('is an error too where that one passes TLS through, for the list sees nothing of it', () => {
    expect(synth({ istio: 'gw' }, { ...server('*', 'HTTPS'), tls: { mode: 'PASSTHROUGH' } })).toMatch(/\[chart\/list-0\] \[wildcard-server\]/);
  });

  const auto = { port: { number: 15443, name: 'tls', protocol: 'TLS' }, hosts: ['*.local'], tls: { mode: 'AUTO_PASSTHROUGH' } };
  const leadsEverywhere = (instead: string) => '[auto-passthrough] Gateway "chart-foreign-c8dc3dda" (chart/foreign) has the AUTO_PASSTHROUGH '
    + 'server "tls" on the same pods; istiod adds no authorization to such a server, and it leads to every service of the mesh with sidecars, '
    + `also those of this list; move it to a gateway of its own, or write engine: MatchEngine.ipTrie()${instead}, which applies before it too`;
  test.each<[string, Partial<IpAllowListProps>, string | undefined]>([
    ['an AuthorizationPolicy', {}, leadsEverywhere('')],
    ['a trie on hosts', { engine: MatchEngine.ipTrie(), hosts: ['admin.example.com'] }, leadsEverywhere(' and leave hosts out')],
    ['a trie on all hosts, which applies before it too', { engine: MatchEngine.ipTrie() }, undefined],
  ])('AUTO_PASSTHROUGH: %s', (_, props, message) => {
    const chart = chartIn();
    new IpAllowList(chart, 'list', { gateway: gatewayIn(chart), addresses: office, ...props });
    const foreign: object = { spec: { selector: { istio: 'gw' }, servers: [auto] } };
    new ApiObject(chart, 'foreign', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', ...foreign });
    const synthed = (): unknown => Testing.synth(chart);
    if (message) expect(messageOf(synthed)).toBe(`Validation failed with the following errors:\n  [chart/list] ${message}`);
    else expect(synthed).not.toThrow();
  });

  test.each([
    ['it selects other pods', { istio: 'other' }, server('*')],
    ['it names exact hosts', { istio: 'gw' }, server('team/shop.example.com')],
    ['its wildcard server is not HTTP', { istio: 'gw' }, server('*', 'TCP')],
  ])('is fine where %s', (_, selector, one) => {
    expect(synth(selector, one)).toBe('');
  });
});
