import { App, Chart } from 'cdk8s';
import { EchoServer, GatewayServer, IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway } from '../../src';
import { TOPOLOGY } from '../support/app';

/** The names of all objects of an app that names none of them. */
function names(disableResourceNameHashes: boolean, id = 'edge'): string[] {
  const chart = new Chart(new App(), 'chart', { namespace: 'edge', disableResourceNameHashes });
  const gateway = new ProxyProtocolGateway(chart, id, { topology: TOPOLOGY.packetSource(), servers: [GatewayServer.http({ name: 'web', hosts: ['www.example.com'] })] });
  const addresses = IpBlocks.of('203.0.113.0/24');
  new IpAllowList(chart, 'office', { gateway, addresses });
  new IpAllowList(chart, 'trie', { gateway, addresses, engine: MatchEngine.ipTrie() });
  new EchoServer(chart, 'echo', { gateway, host: 'www.example.com' });
  return chart.toJson().map(({ metadata }: any) => metadata.name);
}

/** What cdk8s puts at the end of a name. */
const HASH = /-c[0-9a-f]{7}(-|$)/;

test('a chart without hashes has none in any name', () => {
  expect(names(true).filter(name => HASH.test(name))).toEqual([]);
  expect(names(true)).toContain('chart-edge');
});

test('a long path is cut, and has no hash either', () => {
  const long = names(true, `edge-${'x'.repeat(60)}`);
  expect(long.filter(name => HASH.test(name) || name.length > 63)).toEqual([]);
});

test('otherwise each has one, as before', () => {
  expect(names(false).filter(name => !HASH.test(name))).toEqual([]);
});
