import { Testing } from 'cdk8s';
import { GatewayServer, IpAllowList, IpBlocks, IpDenyList, MatchEngine } from '../../src';
import { chartIn, gatewayIn } from '../support/app';

const OFFICE = IpBlocks.of('203.0.113.0/24');
const VPN = IpBlocks.of('198.51.100.0/24');
const BOTH = OFFICE.union(VPN);
const SERVERS = () => [
  GatewayServer.http({ name: 'web', hosts: ['www.example.com', 'admin.example.com'] }),
  GatewayServer.http({ name: 'other', port: 8081, hosts: ['other.example.com'] }),
  GatewayServer.tcp({ name: 'db', port: 5432 }),
];
type Given = Partial<ConstructorParameters<typeof IpAllowList>[2]> & { readonly deny?: boolean };

function problems(first: Given, second: Given): string {
  const chart = chartIn();
  const gateway = gatewayIn(chart, { servers: SERVERS() });
  [first, second].forEach(({ deny, ...given }, index) => {
    const props = { gateway, addresses: OFFICE, ...given };
    if (deny) new IpDenyList(chart, `list-${index}`, props); else new IpAllowList(chart, `list-${index}`, props);
  });
  const messages = chart.node.findAll().flatMap(construct => construct.node.validate());
  return messages.filter(message => message.startsWith('[nobody-admitted]')).join('\n');
}

const ENGINES = [['AuthorizationPolicy', MatchEngine.authorizationPolicy()], ['the trie', MatchEngine.ipTrie()]] as const;

describe.each(ENGINES)('with %s', (_, engine) => {
  test.each<[string, Given, Given]>([
    ['two offices', { addresses: OFFICE }, { addresses: VPN }],
    ['one for all hosts and one for a host', { addresses: OFFICE }, { addresses: VPN, hosts: ['admin.example.com'] }],
    ['two for one host', { addresses: OFFICE, hosts: ['www.example.com', 'admin.example.com'] }, { addresses: VPN, hosts: ['admin.example.com'] }],
    ['two for one server', { addresses: OFFICE, serverNames: ['db'] }, { addresses: VPN, serverNames: ['db', 'web'] }],
    ['one for a server and one for its host', { addresses: OFFICE, serverNames: ['web'] }, { addresses: VPN, hosts: ['www.example.com'] }],
    ['an allow list that is denied', { addresses: OFFICE }, { addresses: BOTH, deny: true }],
    ['a denied allow list, in the other order', { addresses: BOTH, deny: true }, { addresses: OFFICE }],
  ])('nobody gets in: %s', (__, first, second) => {
    expect(problems({ engine, ...first }, { engine, ...second })).toMatch(/^\[nobody-admitted\] /);
  });

  test.each<[string, Given, Given]>([
    ['they have addresses in common', { addresses: BOTH }, { addresses: VPN }],
    ['one only logs', { addresses: OFFICE }, { addresses: VPN, dryRun: true }],
    ['they are about different hosts', { addresses: OFFICE, hosts: ['www.example.com'] }, { addresses: VPN, hosts: ['admin.example.com'] }],
    ['they are about different servers', { addresses: OFFICE, serverNames: ['web'] }, { addresses: VPN, serverNames: ['db'] }],
    ['the server does not have the host', { addresses: OFFICE, serverNames: ['other'] }, { addresses: VPN, hosts: ['www.example.com'] }],
    ['a part is denied', { addresses: BOTH }, { addresses: OFFICE, deny: true }],
    ['both deny', { addresses: OFFICE, deny: true }, { addresses: VPN, deny: true }],
  ])('somebody gets in, since %s', (__, first, second) => {
    expect(problems({ engine, ...first }, { engine, ...second })).toBe('');
  });
});

test('the message names both', () => {
  expect(problems({ addresses: OFFICE }, { addresses: VPN })).toBe('[nobody-admitted] this list and chart/list-0 have no address in common; a client must pass every list on a '
    + 'gateway, so nobody gets in where both apply; write one list with addresses: one.union(other), or give each its own hosts or serverNames (at chart/list-1)');
  expect(problems({ addresses: OFFICE }, { addresses: BOTH, deny: true })).toBe('[nobody-admitted] every address of chart/list-0 is on the deny list chart/list-1; a client must '
    + 'pass every list on a gateway, so nobody gets in where both apply; take the addresses out of the deny list, such as addresses: denied.minus(admitted) (at chart/list-1)');
});

test('it is found at synth', () => {
  const chart = chartIn();
  const gateway = gatewayIn(chart);
  for (const addresses of [OFFICE, VPN]) new IpAllowList(chart, `${addresses}`.replace(/\W/g, ''), { gateway, addresses });
  expect(() => Testing.synth(chart)).toThrow(/\[nobody-admitted\]/);
  expect(chart.node.findAll().flatMap(construct => construct.node.validate())).toHaveLength(1);
});
