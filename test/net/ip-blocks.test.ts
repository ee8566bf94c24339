import { messageOf } from './messages';
import { IpBlock, IpBlocks } from '../../src/net';

const EMPTY = IpBlocks.all().minus(IpBlocks.all());

/** A set from its text, the empty text being the empty set. */
function set(text: string): IpBlocks {
  return text === '' ? EMPTY : IpBlocks.of(...text.split(','));
}

describe('IpBlocks.of', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['10.0.0.0/9,10.128.0.0/9', '10.0.0.0/8'],
    ['10.0.0.0/8,10.1.2.3', '10.0.0.0/8'],
    ['10.1.2.3,10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.3,10.0.0.1,10.0.0.2,10.0.0.0', '10.0.0.0/30'],
    ['10.0.0.1,10.0.0.2', '10.0.0.1/32,10.0.0.2/32'],
    ['10.0.0.1,10.0.0.1', '10.0.0.1/32'],
    ['192.0.2.0/24,9.0.0.0/8,10.0.0.0/8', '9.0.0.0/8,10.0.0.0/8,192.0.2.0/24'],
    ['2001:db8::/33,255.255.255.255,2001:db8:8000::/33', '255.255.255.255/32,2001:db8::/32'],
    ['::/0,0.0.0.0/0', '0.0.0.0/0,::/0'],
    ['0.0.0.0/1,128.0.0.0/1', '0.0.0.0/0'],
    ['255.255.255.255,::', '255.255.255.255/32,::/128'],
  ])('of %s is %s', (text, minimal) => {
    const blocks = IpBlocks.of(...text.split(','));
    expect(blocks.toString()).toBe(minimal);
    expect(blocks.toStrings()).toEqual(minimal.split(','));
    expect(blocks.blocks.map(String)).toEqual(minimal.split(','));
  });

  test('fails for no block at all', () => {
    expect(messageOf(() => IpBlocks.of())).toBe(
      '[empty-list] IpBlocks.of() was given no block; an empty allow list locks everyone out, and a variable that nobody set looks the same; '
      + 'write at least one, such as IpBlocks.of("203.0.113.0/24")');
  });

  test('fails for one bad entry with its index', () => {
    expect(messageOf(() => IpBlocks.of('10.0.0.0/8', '2.2.2.2/24'))).toBe(
      '[host-bits] blocks[1]: "2.2.2.2/24" has bits set beyond its prefix length; masking a mistyped /32 would open 256 addresses; '
      + 'write "2.2.2.0/24" for the block, or "2.2.2.2/32" for the one address');
  });

  test('fails for all bad entries at once', () => {
    expect(messageOf(() => IpBlocks.of('10.0.0.*', '10.0.0.0/8', 'fe80::1%eth0'))).toBe([
      '[bad-address] blocks[0]: "10.0.0.*" is a wildcard; Istio reads addresses with Go\'s net/netip, which refuses it; write "10.0.0.0/24"',
      '[zone] blocks[2]: "fe80::1%eth0" has a zone; a zone names an interface of one machine and means nothing on another; write "fe80::1/128"',
    ].join('\n'));
    expect(messageOf(() => IpBlocks.of(...Array<string>(30).fill('x'))).split('\n')).toHaveLength(30);
  });
});

describe('IpBlocks', () => {
  test.each([
    ['10.0.0.0/8', 'union', '11.0.0.0/8', '10.0.0.0/7'],
    ['10.0.0.0/8', 'union', '2001:db8::/32', '10.0.0.0/8,2001:db8::/32'],
    ['10.0.0.0/8', 'union', '10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.0/8', 'union', '', '10.0.0.0/8'],
    ['10.0.0.0/8', 'minus', '10.128.0.0/9', '10.0.0.0/9'],
    ['10.0.0.0/30', 'minus', '10.0.0.1', '10.0.0.0/32,10.0.0.2/31'],
    ['10.0.0.0/30,10.0.0.8/30', 'minus', '10.0.0.3,10.0.0.8', '10.0.0.0/31,10.0.0.2/32,10.0.0.9/32,10.0.0.10/31'],
    ['10.0.0.0/8', 'minus', '10.0.0.0/8', ''],
    ['10.0.0.0/8', 'minus', '0.0.0.0/0', ''],
    ['10.0.0.0/8', 'minus', '::/0', '10.0.0.0/8'],
    ['10.0.0.0/8', 'minus', '', '10.0.0.0/8'],
    ['', 'minus', '10.0.0.0/8', ''],
    ['::/0', 'minus', '8000::/1', '::/1'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127', 'minus', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/128'],
    ['10.0.0.0/8', 'intersect', '10.1.0.0/16,11.0.0.0/8', '10.1.0.0/16'],
    ['10.0.0.0/30,10.0.0.8/30', 'intersect', '10.0.0.2/31,10.0.0.4/30,10.0.0.8/31', '10.0.0.2/31,10.0.0.8/31'],
    ['0.0.0.0/0', 'intersect', '::/0', ''],
    ['10.0.0.0/8', 'intersect', '', ''],
  ] as const)('%s %s %s is "%s"', (a, operation, b, result) => {
    expect(set(a)[operation](set(b)).toString()).toBe(result);
  });

  test.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/7', false],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.1,10.0.0.2/31', '10.0.0.2/31', true],
    ['10.0.0.1,10.0.0.2/31', '10.0.0.0/30', false],
    ['9.0.0.0/8,12.0.0.0/8,14.0.0.0/8', '12.0.0.0/8', true],
    ['9.0.0.0/8,12.0.0.0/8,14.0.0.0/8', '13.0.0.0/8', false],
    ['9.0.0.0/8,12.0.0.0/8,14.0.0.0/8', '255.0.0.0/8', false],
    ['0.0.0.0/0', '::', false],
    ['2001:db8::/32', '2001:db8::1', true],
    ['', '10.0.0.1', false],
  ])('%s contains %s: %s', (blocks, address, contained) => {
    expect(set(blocks).contains(address)).toBe(contained);
  });

  test('contains a block that only several of its blocks hold together', () => {
    expect(IpBlocks.of('10.0.0.1', '10.0.0.2/31', '10.0.0.4/30', '10.0.0.8').contains('10.0.0.4/30')).toBe(true);
  });

  test.each([
    ['', []],
    ['10.0.0.0/8,10.0.0.1,192.0.2.0/31,192.0.2.2', [['10.0.0.0', 8], ['192.0.2.0', 31], ['192.0.2.2', 32]]],
    ['0.0.0.0/0,2001:db8::/32,::7', [['0.0.0.0', 0], ['::7', 128], ['2001:db8::', 32]]],
  ])('"%s" is counted and visited block by block', (blocks, visited) => {
    const seen: [string, number][] = [];
    set(blocks)._eachBlock((address, prefixLength) => seen.push([address, prefixLength]));
    expect(seen).toEqual(visited);
    expect(set(blocks)._blockCount).toBe(visited.length);
  });

  test('may hold IPv4-mapped addresses, which only reading refuses', () => {
    const around = IpBlocks.of('::fffc:0:0/94').minus(IpBlocks.of('::fffe:0:0/96'));
    expect(around.toString()).toBe('::fffc:0:0/95,::ffff:0:0/96');
    expect(around.blocks.map(String)).toEqual(around.toStrings());
  });

  test('fails to look for what is not an address', () => {
    expect(messageOf(() => IpBlocks.all().contains('localhost'))).toBe(
      '[bad-address] "localhost" is a host name; addresses are compared, and what a name resolves to changes after synth; '
      + 'write the addresses that "dig +short localhost A" and "dig +short localhost AAAA" print');
  });

  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true, true],
    ['10.1.0.0/16', '10.0.0.0/8', true, false],
    ['10.0.0.0/8,12.0.0.0/8', '10.1.0.0/16,12.1.0.0/16', true, true],
    ['10.0.0.0/8,12.0.0.0/8', '10.1.0.0/16,13.1.0.0/16', true, false],
    ['10.0.0.0/8', '11.0.0.0/8', false, false],
    ['0.0.0.0/0', '::/0', false, false],
    ['10.0.0.0/8', '', false, true],
    ['', '10.0.0.0/8', false, false],
    ['', '', false, true],
  ])('%s and "%s": overlaps is %s, includesAll is %s', (a, b, overlaps, includesAll) => {
    expect(set(a).overlaps(set(b))).toBe(overlaps);
    expect(set(a).includesAll(set(b))).toBe(includesAll);
  });

  test('all is every address of both families', () => {
    expect(IpBlocks.all().toString()).toBe('0.0.0.0/0,::/0');
  });

  test.each([
    ['10.0.0.0/8,2001:db8::/32', '10.0.0.0/8', '2001:db8::/32'],
    ['10.0.0.0/8', '10.0.0.0/8', ''],
    ['2001:db8::/32', '', '2001:db8::/32'],
    ['', '', ''],
  ])('"%s": ipv4 is "%s", ipv6 is "%s"', (blocks, ipv4, ipv6) => {
    expect([set(blocks).ipv4.toString(), set(blocks).ipv6.toString()]).toEqual([ipv4, ipv6]);
  });

  test.each([
    ['', true],
    ['10.0.0.0/8', false],
  ])('"%s": isEmpty is %s', (blocks, isEmpty) => {
    expect(set(blocks).isEmpty).toBe(isEmpty);
    expect(set(blocks).blocks.length === 0).toBe(isEmpty);
  });

  test('never changes: not by operations, nor through the lists that it hands out', () => {
    const [office, home] = [IpBlocks.of('10.0.0.0/8', '2001:db8::/32'), IpBlocks.of('10.1.0.0/16', '192.0.2.0/24')];

    office.union(home);
    office.minus(home);
    office.intersect(home);
    office.blocks.push(IpBlock.parse('192.0.2.1'));
    office.blocks.reverse();
    office.toStrings().pop();

    expect(office.toString()).toBe('10.0.0.0/8,2001:db8::/32');
    expect(home.toString()).toBe('10.1.0.0/16,192.0.2.0/24');
  });
});
