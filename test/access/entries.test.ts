import { IpAllowList, IpBlocks, IpDenyList, MatchEngine, ProxyProtocolPhase, TargetType, TrustedProxy, TrustedTopology } from '../../src';
import { TOPOLOGY, chartIn, gatewayIn, messageOf } from '../support/app';

const office = IpBlocks.of('203.0.113.0/24', '2001:db8::/32');
const sender = (sendsProxyProtocol: boolean) => TrustedProxy.layer4({
  name: 'sender',
  multiTenant: false,
  keepsPacketSource: !sendsProxyProtocol,
  sendsProxyProtocol,
  targetType: TargetType.PODS,
  ...sendsProxyProtocol ? { connectsFrom: IpBlocks.of('10.0.0.0/24') } : {},
});
const rollout = () => new TrustedTopology({
  proxies: [sender(true)],
  proxyProtocolRollout: { phase: ProxyProtocolPhase.ACCEPT, before: sender(false) },
});
/** No two of these merge. */
const addresses = (count: number) => IpBlocks.of(...Array.from({ length: count }, (_, index) => `10.${Math.floor(index / 256)}.${index % 256}.0`));

const ENGINES = { AuthorizationPolicy: MatchEngine.authorizationPolicy(), trie: MatchEngine.ipTrie() };

/** Entries in a list's report, all objects together. */
function entries(List: typeof IpAllowList | typeof IpDenyList, topology: TrustedTopology, engine?: MatchEngine, listed = office): number {
  const chart = chartIn();
  const { report } = new List(chart, 'list', { gateway: gatewayIn(chart, { topology }), addresses: listed, engine });
  return [...report.matchAll(/^\| [A-Z]\S+ \S+ \| (\d+) \|/gm)].map(([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
}

describe.each(Object.entries(ENGINES))('entries are counted as they are written in addresses: %s', (_, engine) => {
  test.each([
    ['by packet source', TOPOLOGY.packetSource],
    ['under PROXY, without IPv4-mapped forms', TOPOLOGY.proxyProtocol],
    ['behind X-Forwarded-For, and a deny list without the proxy that it holds too', TOPOLOGY.xForwardedFor],
    ['in a rollout, without the packet sources', rollout],
  ])('%s', (__, topology) => {
    expect([IpAllowList, IpDenyList].map(List => entries(List, topology(), engine))).toEqual([2, 2]);
  });

  test('all IPv6 is one, however many blocks it takes to leave out IPv4-mapped addresses', () => {
    expect(entries(IpAllowList, TOPOLOGY.proxyProtocol(), engine, IpBlocks.of('::/0'))).toBe(1);
  });
});

test.each([
  ['an allow list under PROXY', IpAllowList, TOPOLOGY.proxyProtocol],
  ['a deny list behind X-Forwarded-For', IpDenyList, TOPOLOGY.xForwardedFor],
  ['an allow list in a rollout', IpAllowList, rollout],
])('an engine has to be named above 1,000 of them: %s', (_, List, topology) => {
  expect(entries(List, topology(), undefined, addresses(1000))).toBe(1000);
  expect(messageOf(() => entries(List, topology(), undefined, addresses(1001)))).toMatch(/^\[engine-unnamed\] the list has 1001 entries, and no engine is named; /);
});
