import { messageOf } from './messages';
import { IpBlock } from '../../src/net';

const ANY = 'write an address such as "203.0.113.7" or "2001:db8::7", or a block such as "203.0.113.0/24" or "2001:db8::/32"';
const NETIP = "Istio reads addresses with Go's net/netip, which refuses it";

describe('IpBlock.parse', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['0.0.0.0', '0.0.0.0/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/32', '255.255.255.255/32'],
    ['128.0.0.0/1', '128.0.0.0/1'],
    ['2001:db8::', '2001:db8::/128'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1/128'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1/128'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3/128'],
    ['1::2:0:0:3:4:5', '1:0:2::3:4:5/128'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0/128'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8/128'],
    ['::', '::/128'],
    ['::/0', '::/0'],
    ['::1', '::1/128'],
    ['8000::/1', '8000::/1'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128'],
    ['2001:db8::192.0.2.1', '2001:db8::c000:201/128'],
    ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4:5:6:c000:201/128'],
    ['64:ff9b::192.0.2.0/120', '64:ff9b::c000:200/120'],
    ['::192.0.2.1', '::c000:201/128'],
    ['::fffe:192.0.2.1', '::fffe:c000:201/128'],
    ['::1:0:0/96', '::1:0:0/96'],
    ['::/64', '::/64'],
    ['::/80', '::/80'],
  ])('"%s" is the block %s', (text, block) => {
    expect(IpBlock.parse(text).toString()).toBe(block);
  });

  test.each([
    ['203.0.113.0/24', true, 24],
    ['203.0.113.7', true, 32],
    ['0.0.0.0/0', true, 0],
    ['2001:db8::/32', false, 32],
    ['2001:db8::7', false, 128],
    ['::/0', false, 0],
  ])('"%s": isIpv4 is %s and prefixLength is %i', (text, isIpv4, prefixLength) => {
    const block = IpBlock.parse(text);
    expect([block.isIpv4, block.prefixLength]).toEqual([isIpv4, prefixLength]);
  });

  test.each([
    ['2.2.2.2/24', 'masking a mistyped /32 would open 256 addresses', 'write "2.2.2.0/24" for the block, or "2.2.2.2/32" for the one address'],
    ['2.2.2.3/31', 'masking a mistyped /32 would open 2 addresses', 'write "2.2.2.2/31" for the block, or "2.2.2.3/32" for the one address'],
    ['2.2.2.2/0', 'masking a mistyped /32 would open 4294967296 addresses', 'write "0.0.0.0/0" for the block, or "2.2.2.2/32" for the one address'],
    ['2001:db8::1/64', 'masking a mistyped /128 would open 2^64 addresses', 'write "2001:db8::/64" for the block, or "2001:db8::1/128" for the one address'],
    ['2001:db8::f/125', 'masking a mistyped /128 would open 8 addresses', 'write "2001:db8::8/125" for the block, or "2001:db8::f/128" for the one address'],
    ['::ffff:1.2.3.4/64', 'masking a mistyped /128 would open 2^64 addresses', 'write "::/64" for the block, or "1.2.3.4/32" for the one address'],
  ])('fails for host bits: "%s", %s', (text, why, instead) => {
    expect(messageOf(() => IpBlock.parse(text))).toBe(`[host-bits] "${text}" has bits set beyond its prefix length; ${why}; ${instead}`);
  });

  test.each([
    ['::ffff:1.2.3.4', 'write "1.2.3.4/32"'],
    ['::ffff:102:304', 'write "1.2.3.4/32"'],
    ['::FFFF:0102:0304/128', 'write "1.2.3.4/32"'],
    ['0:0:0:0:0:ffff:1.2.3.4', 'write "1.2.3.4/32"'],
    ['::ffff:10.0.0.0/104', 'write "10.0.0.0/8"'],
    ['::ffff:0:0/96', 'write "0.0.0.0/0"'],
    ['::ffff:1.2.3.4/120', 'write "1.2.3.0/24" for the block, or "1.2.3.4/32" for the one address'],
  ])('fails for IPv4-mapped IPv6: "%s", %s', (text, instead) => {
    expect(messageOf(() => IpBlock.parse(text))).toBe(
      `[ipv4-mapped] "${text}" is IPv4 written as IPv4-mapped IPv6; Envoy compares address families, so by itself it matches no client `
      + `that connects over IPv4; ${instead}; the IPv4-mapped form is emitted wherever it is needed`);
  });

  test.each([
    ['fe80::1%eth0', 'write "fe80::1/128"'],
    ['fe80::%1/64', 'write "fe80::/64"'],
    ['fe80::1%eth0/64', 'write "fe80::/64" for the block, or "fe80::1/128" for the one address'],
    ['::ffff:1.2.3.4%eth0', 'write "1.2.3.4/32"; the IPv4-mapped form is emitted wherever it is needed'],
  ])('fails for zones: "%s", %s', (text, instead) => {
    expect(messageOf(() => IpBlock.parse(text))).toBe(
      `[zone] "${text}" has a zone; a zone names an interface of one machine and means nothing on another; ${instead}`);
  });

  test.each([
    ['', 'is empty; leaving it out could hide a variable that nobody set', ANY],
    ['  ', 'is empty; leaving it out could hide a variable that nobody set', ANY],
    [' 10.0.0.1', `has blanks around it; ${NETIP}`, 'write "10.0.0.1/32"'],
    ['10.0.0.0/8 ', `has blanks around it; ${NETIP}`, 'write "10.0.0.0/8"'],
    [' 10.0.0.1/8', `has blanks around it; ${NETIP}`, 'write "10.0.0.0/8" for the block, or "10.0.0.1/32" for the one address'],
    ['*', 'is not a block; a list of every address must say so to its reader', 'write IpBlocks.all(), or "0.0.0.0/0" and "::/0"'],
    ['Any', 'is not a block; a list of every address must say so to its reader', 'write IpBlocks.all(), or "0.0.0.0/0" and "::/0"'],
    ['10.0.0.0/255.0.0.0', `is a block with a netmask; ${NETIP}`, 'write "10.0.0.0/8"'],
    ['10.0.0.0 255.255.255.128', `is a block with a netmask; ${NETIP}`, 'write "10.0.0.0/25"'],
    ['10.0.0.0/0.0.0.255', `is a block with a netmask; ${NETIP}`, 'write "10.0.0.0/24"'],
    ['0.0.0.0/0.0.0.0', `is a block with a netmask; ${NETIP}`, 'write "0.0.0.0/0"'],
    ['10.1.2.3/255.0.0.0', `is a block with a netmask; ${NETIP}`, 'write "10.0.0.0/8" for the block, or "10.1.2.3/32" for the one address'],
    ['10.0.0.0/255.0.255.0', 'has no prefix length from 0 to 32; an IPv4 address has 32 bits', 'write "10.0.0.0/32" for the one address, or a block such as "203.0.113.0/24"'],
    ['10.0.0.0/255.255.255.256', 'has no prefix length from 0 to 32; an IPv4 address has 32 bits', 'write "10.0.0.0/32" for the one address, or a block such as "203.0.113.0/24"'],
    ['10.0.0.1-10.0.0.6', 'is a range; Envoy and Istio match CIDR blocks only', 'write "10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"'],
    ['10.0.0.6 – 10.0.0.4', 'is a range; Envoy and Istio match CIDR blocks only', 'write "10.0.0.4/31", "10.0.0.6/32"'],
    ['10.0.0.4-7', 'is a range; Envoy and Istio match CIDR blocks only', 'write "10.0.0.4/30"'],
    ['2001:db8::-2001:db8::f', 'is a range; Envoy and Istio match CIDR blocks only', 'write "2001:db8::/124"'],
    ['10.0.0.1-2001:db8::', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['10.0.0.1, 10.0.0.2', 'is several entries in one; each entry is read and reported by itself', 'write one an entry, "10.0.0.1" and then "10.0.0.2"'],
    ['10.0.0.0/8 2001:db8::/32', 'is several entries in one; each entry is read and reported by itself', 'write one an entry, "10.0.0.0/8" and then "2001:db8::/32"'],
    ['see wiki', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['[2001:db8::1]', `has the brackets of a URL; ${NETIP}`, 'write "2001:db8::1/128"'],
    ['[2001:db8::1]:443', `has the brackets of a URL; ${NETIP}`, 'write "2001:db8::1/128"'],
    ['[2001:db8::]/32', `has the brackets of a URL; ${NETIP}`, 'write "2001:db8::/32"'],
    ['10.0.0.*', `is a wildcard; ${NETIP}`, 'write "10.0.0.0/24"'],
    ['10.*', `is a wildcard; ${NETIP}`, 'write "10.0.0.0/8"'],
    ['10.1.*.*', `is a wildcard; ${NETIP}`, 'write "10.1.0.0/16"'],
    ['10.0.0.1:8080', 'has a port; a list holds addresses, and a client has a different port on every connection', 'write "10.0.0.1/32"'],
    ['010.0.0.1', 'has an octet with a leading zero; some programs read such octets as octal and others as decimal, so the list would mean two things', 'write "10.0.0.1/32"'],
    ['10.0.0.00/8', 'has an octet with a leading zero; some programs read such octets as octal and others as decimal, so the list would mean two things', 'write "10.0.0.0/8"'],
    ['10.0.0.256', 'has an octet over 255; an octet has eight bits', ANY],
    ['10.1', 'does not have four octets; programs disagree about which ones are missing', 'write all four, such as "10.1.0.0"'],
    ['10/8', 'does not have four octets; programs disagree about which ones are missing', 'write all four, such as "10.0.0.0/8"'],
    ['3232235777', 'does not have four octets; programs disagree about which ones are missing', ANY],
    ['10.0.0.0/33', 'has no prefix length from 0 to 32; an IPv4 address has 32 bits', 'write "10.0.0.0/32" for the one address, or a block such as "203.0.113.0/24"'],
    ['10.0.0.0/', 'has no prefix length from 0 to 32; an IPv4 address has 32 bits', 'write "10.0.0.0/32" for the one address, or a block such as "203.0.113.0/24"'],
    ['10.0.0.0/-1', 'has no prefix length from 0 to 32; an IPv4 address has 32 bits', 'write "10.0.0.0/32" for the one address, or a block such as "203.0.113.0/24"'],
    ['10.0.0.0/8/8', 'has no prefix length from 0 to 32; an IPv4 address has 32 bits', 'write "10.0.0.0/32" for the one address, or a block such as "203.0.113.0/24"'],
    ['2001:db8::/129', 'has no prefix length from 0 to 128; an IPv6 address has 128 bits', 'write "2001:db8::/128" for the one address, or a block such as "2001:db8::/32"'],
    ['10.0.0.0/08', `has a sign or a leading zero in its prefix length; ${NETIP}`, 'write "10.0.0.0/8"'],
    ['10.0.0.0/+8', `has a sign or a leading zero in its prefix length; ${NETIP}`, 'write "10.0.0.0/8"'],
    ['0.0.0.0/00', `has a sign or a leading zero in its prefix length; ${NETIP}`, 'write "0.0.0.0/0"'],
    ['www.example.com', 'is a host name; addresses are compared, and what a name resolves to changes after synth', 'write the addresses that "dig +short www.example.com A" and "dig +short www.example.com AAAA" print'],
    ['0x7f.0.0.1', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['1.2.3.4.5', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['1..2.3', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['.1.2.3', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['1.2.3.', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['/24', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['fe80:::%eth0', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['fe80::1%', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['2001:db8::1::2', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['2001:db8:::1', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    [':1', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['1:2:3:4:5:6:7', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['1:2:3:4:5:6:7:8:9', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['1::2:3:4:5:6:7:8', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['2001:db8::12345', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['2001:db8::g', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['2001:db8::192.0.2', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['2001:db8::192.0.2.01', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['1:2:3:4:5:6:7:192.0.2.1', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
    ['192.0.2.1::', `is neither an IP address nor a CIDR block; ${NETIP}`, ANY],
  ])('fails for what is not an address: "%s" %s', (text, wrong, instead) => {
    expect(messageOf(() => IpBlock.parse(text))).toBe(`[bad-address] "${text}" ${wrong}; ${instead}`);
  });

  test('fails with control characters shown, and long texts cut', () => {
    expect(messageOf(() => IpBlock.parse('10.0.0.1\r\n'))).toBe(`[bad-address] "10.0.0.1\\r\\n" has blanks around it; ${NETIP}; write "10.0.0.1/32"`);
    expect(messageOf(() => IpBlock.parse('<'.repeat(1000)))).toBe(
      `[bad-address] "${'<'.repeat(100)}…" is neither an IP address nor a CIDR block; ${NETIP}; ${ANY}`);
  });

  test.each([
    [undefined, 'undefined'],
    [7, '7'],
    [['10.0.0.0/8'], '["10.0.0.0/8"]'],
  ])('fails for %p, which only a caller without types can pass', (text, shown) => {
    expect(messageOf(() => IpBlock.parse(text as unknown as string))).toBe(`[bad-address] ${shown} is not a text; addresses are read from text only; ${ANY}`);
  });
});

describe('IpBlock', () => {
  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', 'contains', 'overlaps'],
    ['10.0.0.0/8', '10.0.0.0/8', 'contains', 'overlaps'],
    ['10.0.0.0/8', '10.255.255.255', 'contains', 'overlaps'],
    ['10.1.0.0/16', '10.0.0.0/8', 'does not contain', 'overlaps'],
    ['10.0.0.0/8', '11.0.0.0/8', 'does not contain', 'does not overlap'],
    ['10.0.0.0/8', '9.255.255.255', 'does not contain', 'does not overlap'],
    ['2001:db8::/32', '2001:db8:ffff::/48', 'contains', 'overlaps'],
    ['2001:db8::/32', '2001:db9::/32', 'does not contain', 'does not overlap'],
    ['::/0', '0.0.0.0/0', 'does not contain', 'does not overlap'],
    ['0.0.0.0/0', '::/0', 'does not contain', 'does not overlap'],
    ['0.0.0.0/0', '::7', 'does not contain', 'does not overlap'],
  ])('%s and %s: the first %s and %s the second', (a, b, contains, overlaps) => {
    const [first, second] = [IpBlock.parse(a), IpBlock.parse(b)];
    expect(first.contains(second)).toBe(contains === 'contains');
    expect(first.overlaps(second)).toBe(overlaps === 'overlaps');
    expect(second.overlaps(first)).toBe(overlaps === 'overlaps');
  });
});
