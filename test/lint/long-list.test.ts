import { findingsOf, from, policy } from './flow';

const ipv4 = (count: number) => Array.from({ length: count }, (_, index) => `10.${Math.floor(index / 256)}.${index % 256}.0/24`);
const mapped = (blocks: readonly string[]) => blocks.map(block => `::ffff:${block.replace('/24', '/120')}`);
const found = (...values: string[]) => findingsOf(['long-list'], policy('DENY', from('notRemoteIpBlocks', ...values)));
const has = (count: number) => [`warning long-list: it has ${count} addresses`];

test.each<[string, string[], string[]]>([
  ['1,000 blocks, each with its IPv4-mapped form', [...ipv4(1000), ...mapped(ipv4(1000))], []],
  ['one more', [...ipv4(1001), ...mapped(ipv4(1001))], has(1001)],
  ['forms in another spelling', [...ipv4(1000), ...ipv4(1000).map(block => `::FFFF:${block.replace('.0/24', '.9/120')}`)], []],
  ['forms of blocks that are not there', [...ipv4(600), ...mapped(ipv4(1100))], has(1100)],
  ['other IPv6', [...ipv4(1000), '2001:db8::/32'], has(1001)],
  ['what cannot be read', [...ipv4(1000), 'office'], has(1001)],
])('the IPv4-mapped form of a block is not another entry: %s', (_, values, findings) => {
  expect(found(...values)).toEqual(findings);
});
