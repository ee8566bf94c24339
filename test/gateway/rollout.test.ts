import { ApiObject, Chart } from 'cdk8s';
import {
  Aws, GatewayServer, IpAllowList, IpBlocks, IpDenyList, MatchEngine, NlbController, NlbOptions, OriginLock, ProxyProtocolPhase,
  TargetType, TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { LintSeverity, Linter, Manifests } from '../../src/analysis';
import { WEB, chartIn, gatewayIn, messageOf } from '../support/app';
import { schemaProblems } from '../support/schema';

const { ACCEPT, SEND, REQUIRE } = ProxyProtocolPhase;

/** A load balancer with and without the header; without, it keeps the packet source. */
const nlb = (proxyProtocol: boolean, other: Partial<NlbOptions> = {}) => Aws.nlb({
  controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: true, proxyProtocol, connectsFrom: IpBlocks.of('10.0.0.0/16'), ...other,
});
const hiding = (sendsProxyProtocol: boolean) => TrustedProxy.layer4({
  name: 'lb', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol, targetType: TargetType.NODES, connectsFrom: IpBlocks.of('10.0.0.0/16'),
});
const topology = (phase: ProxyProtocolPhase, proxy = nlb, clientsSpeakFirst?: boolean) => new TrustedTopology({
  proxies: [proxy(true)], proxyProtocolRollout: { phase, before: proxy(false), clientsSpeakFirst },
});

function objects(chart: Chart): Record<string, any> {
  const all = chart.node.findAll().filter(ApiObject.isApiObject).map(object => object.toJson());
  all.forEach(object => expect(schemaProblems(object)).toEqual([]));
  return Object.fromEntries(all.map(object => [`${object.kind} ${object.metadata.name}`, object]));
}

const OPTIONAL = '{"gatewayTopology":{"numTrustedProxies":0},"proxyMetadata":{"ISTIO_META_CDK8S_PROXY_PROTOCOL":"optional"}}';
const DEMANDED = '{"gatewayTopology":{"numTrustedProxies":0,"proxyProtocol":{}}}';
const ATTRIBUTES = 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes';

test.each([
  ['ACCEPT: pods take both, the load balancer is as it was, clients connect by themselves', ACCEPT, OPTIONAL, 'preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false', false],
  ['SEND: the same pods, and the load balancer sends the header', SEND, OPTIONAL, 'preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true', false],
  ['REQUIRE: pods demand the header, and it is guarded', REQUIRE, DEMANDED, 'preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true', true],
])('%s', (_, phase, config, attributes, isGuarded) => {
  const chart = chartIn();
  gatewayIn(chart, { topology: topology(phase) });
  const made = objects(chart);
  expect(made['Deployment gw'].spec.template.metadata.annotations['proxy.istio.io/config']).toBe(config);
  expect(made['Service gw'].metadata.annotations[ATTRIBUTES]).toBe(attributes);
  expect(made['Service gw'].spec.externalTrafficPolicy).toBe('Local');
  expect('AuthorizationPolicy gw-packet-source' in made).toBe(isGuarded);
  // For pods of the phases before, as long as there are any.
  expect(made['EnvoyFilter gw-optional-proxy-header'].spec).toEqual({
    workloadSelector: { labels: { app: 'gw', istio: 'gw' } },
    configPatches: [{
      applyTo: 'LISTENER_FILTER',
      match: { context: 'GATEWAY', proxy: { metadata: { CDK8S_PROXY_PROTOCOL: 'optional' } } },
      patch: {
        operation: 'INSERT_FIRST',
        value: {
          name: 'envoy.filters.listener.proxy_protocol',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol', 'allow_requests_without_proxy_protocol': true,
          },
        },
      },
    }],
  });
});

test.each([[ACCEPT, false], [SEND, false], [REQUIRE, true]] as const)(
  'where clients were hidden: externalTrafficPolicy Local from the beginning, for the guard that comes with the last phase: %s', (phase, isGuarded) => {
    const chart = chartIn();
    gatewayIn(chart, { topology: topology(phase, hiding) });
    const made = objects(chart);
    expect(made['Service gw'].spec.externalTrafficPolicy).toBe('Local');
    expect('AuthorizationPolicy gw-packet-source' in made).toBe(isGuarded);
  });

describe('lists ask for the packet source too, in all phases: the guard of the last may come after them, or go before', () => {
  const addresses = IpBlocks.of('203.0.113.0/24');
  const remote = ['203.0.113.0/24', '::ffff:203.0.113.0/120'];
  test.each([
    ['an allow list: from clients on it, or the load balancer', IpAllowList, [{ notRemoteIpBlocks: remote }, { notIpBlocks: ['10.0.0.0/16', '203.0.113.0/24'] }]],
    ['a deny list: from no client on it', IpDenyList, [{ remoteIpBlocks: remote }, { ipBlocks: ['203.0.113.0/24'] }]],
  ])('%s', (_, Kind, sources) => {
    for (const phase of [ACCEPT, SEND, REQUIRE]) {
      const chart = chartIn();
      const list = new Kind(chart, 'list', { gateway: gatewayIn(chart, { topology: topology(phase) }), addresses });
      const { from } = list.objects[0].toJson().spec.rules[0];
      expect(from.map(({ source }: any) => source)).toEqual(sources);
    }
  });

  test('where clients were hidden, lists that are in force from the last phase on', () => {
    const chart = chartIn();
    const list = new IpAllowList(chart, 'list', { gateway: gatewayIn(chart, { topology: topology(REQUIRE, hiding) }), addresses });
    expect(list.objects[0].toJson().spec.rules[0].from.map(({ source }: any) => source))
      .toEqual([{ notRemoteIpBlocks: remote }, { notIpBlocks: ['10.0.0.0/16', '203.0.113.0/24'] }]);
  });

  test('after the last phase no more', () => {
    const chart = chartIn();
    const list = new IpAllowList(chart, 'list', { gateway: gatewayIn(chart, { topology: new TrustedTopology({ proxies: [nlb(true)] }) }), addresses });
    expect(list.objects[0].toJson().spec.rules[0].from.map(({ source }: any) => source)).toEqual([{ notRemoteIpBlocks: remote }]);
  });

  test('by trie as well', () => {
    const chart = chartIn();
    const list = new IpAllowList(chart, 'list', { gateway: gatewayIn(chart, { topology: topology(ACCEPT) }), addresses, engine: MatchEngine.ipTrie() });
    const [,, { patch }] = list.objects[0].toJson().spec.configPatches;
    const { predicate } = patch.value.typed_config.xds_matcher.matcher_list.matchers[0].predicate.and_matcher;
    const asked = predicate.map(({ single_predicate: one }: any) => (
      [one.input.name, one.custom_match.typed_config.cidr_ranges.map((range: any) => `${range.address_prefix}/${range.prefix_len}`)]));
    expect(asked).toEqual([['source', remote], ['direct-source', ['10.0.0.0/16', '203.0.113.0/24']]]);
  });
});

test.each([ACCEPT, SEND, REQUIRE])('lint finds no error in phase %s, nor does it where clients were hidden', phase => {
  for (const proxy of [nlb, hiding]) {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { topology: topology(phase, proxy) });
    new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24'), dryRun: proxy === hiding && phase !== REQUIRE });
    const { findings } = new Linter().lint(Manifests.fromCharts(chart));
    expect(findings.filter(({ severity }) => severity === LintSeverity.ERROR).map(({ code, what }) => `${code} ${what}`)).toEqual([]);
  }
});

describe('refused', () => {
  test.each<[string, () => unknown, string]>([
    ['a list where clients are hidden until the header is demanded',
      () => {
        const chart = chartIn();
        new IpAllowList(chart, 'list', { gateway: gatewayIn(chart, { topology: topology(SEND, hiding) }), addresses: IpBlocks.of('203.0.113.0/24') });
      },
      '[rollout-list] a list on a gateway that accepts connections with a PROXY header and without, after a load balancer that hides the client; '
      + 'without the header all clients look alike, and an attacker can write a header with any address; write dryRun: true until the phase is '
      + 'ProxyProtocolPhase.REQUIRE (at chart/list)'],
    ['a load balancer whose addresses nobody says', () => new TrustedTopology({
      proxies: [nlb(true, { connectsFrom: undefined, originLock: OriginLock.enforcedElsewhere('the firewall') })],
      proxyProtocolRollout: { phase: ACCEPT, before: nlb(false) },
    }),
    '[guard-addresses] proxyProtocolRollout, and proxy "nlb" does not say from where it connects; while pods also accept connections without a '
    + 'header, only its addresses tell its header from one that an attacker wrote; write connectsFrom: IpBlocks.of(…) with the addresses from '
    + 'which "nlb" connects'],
    ['a chain in which the header is not all', () => new TrustedTopology({
      proxies: [
        TrustedProxy.http({
          name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom: IpBlocks.of('192.0.2.0/28'), originLock: OriginLock.header('x-origin-key', 'a-secret-of-the-origin-0123456789'),
        }),
        nlb(true),
      ],
      proxyProtocolRollout: { phase: ACCEPT, before: nlb(false) },
    }),
    "[rollout-chain] proxyProtocolRollout on client → cdn → nlb → gateway, where the client's address comes from X-Forwarded-For; its phases are "
      + 'made for one load balancer that sends PROXY; in another chain a forged header could pass during a phase; declare the topology as it will '
      + 'be, with the one load balancer that sends PROXY; or leave proxyProtocolRollout out'],
    ['a load balancer that sent the header before', () => new TrustedTopology({ proxies: [nlb(true)], proxyProtocolRollout: { phase: ACCEPT, before: nlb(true) } }),
      '[rollout-before] before is "nlb", which sends PROXY; it is what is there today: a load balancer that passes bytes and sends no header; '
      + 'write the same load balancer with proxyProtocol: false'],
    ['another load balancer', () => new TrustedTopology({
      proxies: [nlb(true)], proxyProtocolRollout: { phase: ACCEPT, before: nlb(false, { controller: NlbController.LOAD_BALANCER_CONTROLLER }) },
    }),
    '[rollout-before] before is "nlb", with another target type or controller than "nlb"; the load balancer would be made anew, and requests would '
      + 'fail; change only PROXY in a rollout; for another load balancer make a second gateway, and move the name in DNS'],
    ['TCP servers that may speak first',
      () => gatewayIn(chartIn(), { topology: topology(ACCEPT), servers: [WEB(), GatewayServer.tcp({ name: 'mail', port: 25, targetPort: 2525 })] }),
      '[rollout-silent-clients] TCP server "mail" is on a gateway that accepts connections with a PROXY header and without; Envoy waits for the '
      + 'first bytes, which may be a header; a client that waits for the server (MySQL, SMTP, SSH) would wait for ever; write '
      + 'proxyProtocolRollout: { clientsSpeakFirst: true, … } if clients of "mail" do; or move it to a gateway of its own first (at '
      + 'chart/gateway)'],
  ])('%s', (_, action, message) => {
    expect(messageOf(action)).toBe(message);
  });

  test.each([[ACCEPT, true], [REQUIRE, undefined]] as const)('TCP servers are fine where clients speak first, and once the header is demanded: %s', (phase, first) => {
    gatewayIn(chartIn(), { topology: topology(phase, nlb, first), servers: [WEB(), GatewayServer.tcp({ name: 'db', port: 5432 })] });
  });
});
