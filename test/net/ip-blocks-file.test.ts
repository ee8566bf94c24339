import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { messageOf } from './messages';
import { IpBlocks } from '../../src/net';

const NETIP = "Istio reads addresses with Go's net/netip, which refuses it";
const ANY = 'write an address such as "203.0.113.7" or "2001:db8::7", or a block such as "203.0.113.0/24" or "2001:db8::/32"';
const NO_ADDRESS = 'holds no address; an empty allow list locks everyone out, and a file that was not filled looks the same; '
  + 'write at least one address or block in it, such as "203.0.113.0/24"';
const LIST_WITHOUT = 'the list would be without its addresses';
const UNKNOWN = 'is JSON in a format that this library does not know; guessing which of its texts are addresses could open the list to strangers; '
  + 'write one of AWS ip-ranges.json, Google goog.json and cloud.json, Cloudflare /ips, Fastly public-ip-list, GitHub /meta, '
  + 'Azure Service Tags, or text with one address or block a line';

const directory = mkdtempSync(join(tmpdir(), 'ip-blocks-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Writes a file, and says how to name it from the working directory. */
function file(content: string | Buffer | object, name = 'list'): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return relative(process.cwd(), path);
}

const sample = (name: string) => relative(process.cwd(), join(__dirname, '../data/ip-ranges', name));
const AWS = sample('aws-ip-ranges.json');
const GOOG = sample('google-goog.json');
const CLOUD = sample('google-cloud.json');
const CLOUDFLARE = sample('cloudflare-ips.json');
const FASTLY = sample('fastly-public-ip-list.json');
const GITHUB = sample('github-meta.json');
const AZURE = sample('azure-service-tags.json');
const OFFICE = sample('office.txt');

describe('IpBlocks.fromFile reads text', () => {
  test('with comments, blank lines and any spelling of a block', () => {
    expect(IpBlocks.fromFile(OFFICE).toStrings()).toEqual(['198.51.100.7/32', '203.0.113.0/24', '2001:db8::/48']);
  });

  test.each([
    ['one line without an end', '10.0.0.0/8', '10.0.0.0/8'],
    ['CRLF', '10.0.0.0/8\r\n\r\n11.0.0.0/8\r\n', '10.0.0.0/7'],
    ['CR', '10.0.0.0/8\r11.0.0.0/8\r', '10.0.0.0/7'],
    ['a byte order mark', '\uFEFF10.0.0.0/8\n', '10.0.0.0/8'],
    ['indentation and tabs', '  10.0.0.0/8\n\t11.0.0.0/8\t# lab\n', '10.0.0.0/7'],
    ['blanks that only Unicode knows', '\u00a010.0.0.0/8\u2003\n', '10.0.0.0/8'],
    ['a comment right after an entry', '10.0.0.0/8#lab', '10.0.0.0/8'],
    ['comments that hold addresses', '# 192.0.2.1\n10.0.0.0/8 # not 192.0.2.1 # nor 192.0.2.2', '10.0.0.0/8'],
  ])('with %s', (_, content, blocks) => {
    expect(IpBlocks.fromFile(file(content)).toString()).toBe(blocks);
  });

  test('fails with file, line and text', () => {
    const path = file('# office\n10.0.0.0/8\n10.0.0.* # lab\n');
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(`[bad-address] ${path}:3: "10.0.0.*" is a wildcard; ${NETIP}; write "10.0.0.0/24"`);
  });

  test('fails for a line that begins with a bracket as for any other', () => {
    const path = file('[2001:db8::1]\n');
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(
      `[bad-address] ${path}:1: "[2001:db8::1]" has the brackets of a URL; ${NETIP}; write "2001:db8::1/128"`);
  });

  test('fails for all bad lines at once', () => {
    const path = file('2.2.2.2/24\r\n10.0.0.0/8\r\n\r\n::ffff:1.2.3.4\r\n');
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe([
      `[host-bits] ${path}:1: "2.2.2.2/24" has bits set beyond its prefix length; masking a mistyped /32 would open 256 addresses; `
        + 'write "2.2.2.0/24" for the block, or "2.2.2.2/32" for the one address',
      `[ipv4-mapped] ${path}:4: "::ffff:1.2.3.4" is IPv4 written as IPv4-mapped IPv6; Envoy compares address families, so by itself it matches `
        + 'no client that connects over IPv4; write "1.2.3.4/32"; the IPv4-mapped form is emitted wherever it is needed',
    ].join('\n'));
  });

  test.each([
    [20, undefined],
    [21, 'and 1 more'],
    [1020, 'and 1000 more'],
  ])('fails for %i bad lines with twenty of them, %p', (count, rest) => {
    const path = file('?\n'.repeat(count));
    const shown = Array.from({ length: 20 }, (_, index) => `[bad-address] ${path}:${index + 1}: "?" is neither an IP address nor a CIDR block; ${NETIP}; ${ANY}`);
    expect(messageOf(() => IpBlocks.fromFile(path)).split('\n')).toEqual(rest === undefined ? shown : [...shown, rest]);
  });

  test.each([
    ['no byte', ''],
    ['blanks only', ' \r\n\n'],
    ['comments only', '# nobody yet\n'],
  ])('fails for a file with %s', (_, content) => {
    const path = file(content);
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(`[empty-list] ${path} ${NO_ADDRESS}`);
  });

  test('fails for a file that is not there', () => {
    expect(messageOf(() => IpBlocks.fromFile('no/such.txt'))).toBe(
      `[unreadable-file] no/such.txt cannot be read (ENOENT: no such file or directory, open 'no/such.txt'); ${LIST_WITHOUT}; `
      + `write a path that leads there from the working directory ${process.cwd()}`);
  });

  test('fails for UTF-16, as PowerShell writes it', () => {
    const path = file(Buffer.from('\uFEFF10.0.0.0/8\r\n', 'utf16le'));
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(`[unreadable-file] ${path} cannot be read (it is not UTF-8); ${LIST_WITHOUT}; write it in UTF-8`);
  });
});

describe('IpBlocks.fromFile reads what is published by', () => {
  test.each([
    ['AWS, a service', AWS, { service: 'CLOUDFRONT_ORIGIN_FACING' }, '3.172.0.0/18,13.113.196.64/26'],
    ['AWS, a service with IPv6', AWS, { service: 'CLOUDFRONT' }, '120.52.22.96/27,2600:9000:3000::/36'],
    ['AWS, a service in a region', AWS, { service: 'AMAZON', region: 'GLOBAL' }, '120.52.22.96/27,2600:9000:3000::/36'],
    ['Google, all of its own', GOOG, {}, '8.8.4.0/24,8.8.8.0/24,34.0.0.0/15,34.2.0.0/16,35.191.0.0/16,2001:4860::/32,2404:6800::/32'],
    ['Google Cloud, all', CLOUD, {}, '34.1.208.0/20,34.35.0.0/16,34.80.0.0/15,34.96.64.0/18,2600:1900:4030::/44'],
    ['Google Cloud, a service', CLOUD, { service: 'Google Cloud' }, '34.1.208.0/20,34.35.0.0/16,34.80.0.0/15,34.96.64.0/18,2600:1900:4030::/44'],
    ['Google Cloud, a scope', CLOUD, { region: 'asia-east1' }, '34.80.0.0/15,2600:1900:4030::/44'],
    ['Cloudflare', CLOUDFLARE, {}, '103.21.244.0/22,103.22.200.0/22,141.101.64.0/18,173.245.48.0/20,2400:cb00::/32,2606:4700::/32'],
    ['Fastly', FASTLY, {}, '23.235.32.0/20,43.249.72.0/22,103.244.50.0/24,151.101.0.0/16,2a04:4e40::/32,2a04:4e42::/32'],
    ['GitHub, a service', GITHUB, { service: 'hooks' }, '185.199.108.0/22,192.30.252.0/22,2a0a:a440::/29'],
    ['Azure, a service tag', AZURE, { service: 'AzureFrontDoor.Backend' }, '4.150.240.0/20,13.73.248.8/29,2603:1030:20:1::600/121'],
    ['Azure, the tag of a service in all regions', AZURE, { service: 'Storage' }, '20.38.98.0/24,20.38.108.0/23'],
    ['Azure, the tag of a service in a region', AZURE, { service: 'Storage.WestEurope' }, '20.38.108.0/23'],
    ['Azure, a service in a region', AZURE, { service: 'Storage', region: 'westeurope' }, '20.38.108.0/23'],
    ['Azure, a service in a region that its tag spells otherwise', AZURE, { service: 'Storage', region: 'germanyn' }, '20.38.98.0/24'],
  ])('%s', (_, path, options, blocks) => {
    expect(IpBlocks.fromFile(path, options).toString()).toBe(blocks);
  });

  test.each([
    ['AWS with IPv6 only', { ipv6_prefixes: [{ ipv6_prefix: '2001:db8::/32', region: 'GLOBAL', service: 'S' }] }, { service: 'S' }],
    ['AWS with IPv4 rows elsewhere', { prefixes: [{ ip_prefix: '10.0.0.0/8', service: 'R' }], ipv6_prefixes: [{ ipv6_prefix: '2001:db8::/32', service: 'S' }] }, { service: 'S' }],
    ['Google with IPv6 only', { prefixes: [{ ipv6Prefix: '2001:db8::/32' }] }, {}],
    ['Cloudflare with IPv6 only', { result: { ipv6_cidrs: ['2001:db8::/32'] } }, {}],
    ['Fastly with IPv6 only', { ipv6_addresses: ['2001:db8::/32'] }, {}],
  ])('%s', (_, json, options) => {
    expect(IpBlocks.fromFile(file(json), options).toString()).toBe('2001:db8::/32');
  });

  test('Google, with both families in one row', () => {
    expect(IpBlocks.fromFile(file({ prefixes: [{ ipv4Prefix: '10.0.0.0/8', ipv6Prefix: '2001:db8::/32' }] })).toString()).toBe('10.0.0.0/8,2001:db8::/32');
  });

  const choice = 'holds several services; '
    + "without a choice the list would hold everything that the vendor owns, its customers' machines included; write service: ";
  test.each([
    ['AWS', AWS, 'AWS ip-ranges.json', '"AMAZON", "CLOUDFRONT", "CLOUDFRONT_ORIGIN_FACING", "EC2" or "ROUTE53_HEALTHCHECKS"'],
    ['GitHub', GITHUB, 'GitHub /meta', '"actions", "api", "git", "hooks" or "web"'],
    ['Azure', AZURE, 'Azure Service Tags', '"ActionGroup", "AzureFrontDoor.Backend", "AzureFrontDoor.Frontend", "Storage", "Storage.GermanyNorth" or "Storage.WestEurope"'],
  ])('%s fails without a service', (_, path, format, services) => {
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(`[service-missing] ${path} (${format}) ${choice}${services}`);
    expect(messageOf(() => IpBlocks.fromFile(path, { region: 'GLOBAL' }))).toBe(`[service-missing] ${path} (${format}) ${choice}${services}`);
  });

  test('many services: fails with the first ten', () => {
    const path = file({ hooks: [], ...Object.fromEntries([...'lkjihgfedcba'].map(name => [name, ['10.0.0.0/8']])) });
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(
      `[service-missing] ${path} (GitHub /meta) ${choice}"a", "b", "c", "d", "e", "f", "g", "h", "i", "j" or one of 2 more`);
  });

  const lockout = 'an empty allow list locks everyone out';
  test.each([
    ['AWS service', AWS, { service: 'cloudfront' },
      `(AWS ip-ranges.json) holds no service "cloudfront"; ${lockout}; write service: "CLOUDFRONT", "CLOUDFRONT_ORIGIN_FACING", "AMAZON", "EC2" or "ROUTE53_HEALTHCHECKS"`],
    ['AWS region', AWS, { service: 'CLOUDFRONT', region: 'us-west-2' },
      `(AWS ip-ranges.json) holds no region "us-west-2" for service "CLOUDFRONT"; ${lockout}; write region: "GLOBAL"`],
    ['GitHub service that is empty', GITHUB, { service: 'importer' },
      `(GitHub /meta) holds no service "importer"; ${lockout}; write service: "actions", "api", "git", "hooks" or "web"`],
    ['GitHub key that holds no addresses', GITHUB, { service: 'ssh_keys' },
      `(GitHub /meta) holds no service "ssh_keys"; ${lockout}; write service: "actions", "api", "git", "hooks" or "web"`],
    ['Google scope', CLOUD, { region: 'mars' },
      `(Google goog.json and cloud.json) holds no region "mars"; ${lockout}; write region: "africa-south1", "asia-east1" or "global"`],
    ['Azure region', AZURE, { service: 'Storage', region: 'mars' },
      `(Azure Service Tags) holds no region "mars" for service "Storage"; ${lockout}; write region: "germanyn" or "westeurope"`],
  ])('fails for an unknown %s', (_, path, options, message) => {
    expect(messageOf(() => IpBlocks.fromFile(path, options))).toBe(`[bad-filter] ${path} ${message}`);
  });

  test.each([
    ['plain text', OFFICE, 'plain text', 'service'],
    ['plain text', OFFICE, 'plain text', 'region'],
    ['Google', GOOG, 'Google goog.json and cloud.json', 'service'],
    ['Google', GOOG, 'Google goog.json and cloud.json', 'region'],
    ['Cloudflare', CLOUDFLARE, 'Cloudflare /ips', 'service'],
    ['Fastly', FASTLY, 'Fastly public-ip-list', 'region'],
  ])('%s: %s fails for a filter that it cannot answer', (_, path, format, key) => {
    expect(messageOf(() => IpBlocks.fromFile(path, { [key]: 'x' }))).toBe(
      `[bad-filter] ${path} (${format}) names no ${key}, but ${key} "x" is asked for; the list would hold more than that; `
      + `write the call without ${key} if all of it is meant`);
  });

  test.each([
    ['GitHub', GITHUB, 'GitHub /meta', 'hooks'],
    ['Azure, for a tag without regions,', AZURE, 'Azure Service Tags', 'ActionGroup'],
  ])('%s fails for a region', (_, path, format, service) => {
    expect(messageOf(() => IpBlocks.fromFile(path, { service, region: 'x' }))).toBe(
      `[bad-filter] ${path} (${format}) names no region for service "${service}", but region "x" is asked for; the list would hold more than that; `
      + 'write the call without region if all of it is meant');
  });
});

describe('IpBlocks.fromFile fails for JSON', () => {
  const bad = `"10.0.0.1/8" has bits set beyond its prefix length; masking a mistyped /32 would open 16777216 addresses; ${
    'write "10.0.0.0/8" for the block, or "10.0.0.1/32" for the one address'}`;
  test.each([
    ['prefixes[1].ip_prefix', { prefixes: [{ ip_prefix: '10.0.0.0/8', service: 'S' }, { ip_prefix: '10.0.0.1/8', service: 'S' }] }],
    ['ipv6_prefixes[0].ipv6_prefix', { prefixes: [], ipv6_prefixes: [{ ipv6_prefix: '10.0.0.1/8', service: 'S' }] }],
    ['prefixes[1].ipv4Prefix', { prefixes: [{ ipv6Prefix: '::/0', service: 'S' }, { ipv4Prefix: '10.0.0.1/8', service: 'S' }] }],
    ['prefixes[0].ipv6Prefix', { prefixes: [{ ipv6Prefix: '10.0.0.1/8', service: 'S' }] }],
    ['S[0]', { hooks: [], S: ['10.0.0.1/8'] }],
    ['values[1].properties.addressPrefixes[1]', {
      values: [{ name: 'R', properties: { region: '', addressPrefixes: [] } }, { name: 'S', properties: { region: '', addressPrefixes: ['10.0.0.0/8', '10.0.0.1/8'] } }],
    }],
  ])('with a bad entry, which it names: %s', (place, json) => {
    const path = file(json);
    expect(messageOf(() => IpBlocks.fromFile(path, { service: 'S' }))).toBe(`[host-bits] ${path}: ${place}: ${bad}`);
  });

  test.each([
    ['result.ipv4_cidrs[1]', { result: { ipv4_cidrs: ['10.0.0.0/8', '10.0.0.1/8'], ipv6_cidrs: [] } }],
    ['result.ipv6_cidrs[0]', { result: { ipv4_cidrs: [], ipv6_cidrs: ['10.0.0.1/8'] } }],
    ['addresses[0]', { addresses: ['10.0.0.1/8'] }],
    ['ipv6_addresses[0]', { addresses: [], ipv6_addresses: ['10.0.0.1/8'] }],
  ])('with a bad entry, which it names: %s', (place, json) => {
    const path = file(json);
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(`[host-bits] ${path}: ${place}: ${bad}`);
  });

  test.each([
    ['a number', { addresses: ['10.0.0.0/8', 7] }, 'addresses[1]', '7'],
    ['an object', { addresses: [{ ip: '10.0.0.1' }] }, 'addresses[0]', '{"ip":"10.0.0.1"}'],
    ['something else than an array', { addresses: ['10.0.0.0/8'], ipv6_addresses: { a: 1 } }, 'ipv6_addresses[0]', '{"a":1}'],
    ['a Google row of another kind', { prefixes: [{ ipv4Prefix: '10.0.0.0/8' }, { ipv5Prefix: '1' }, null] }, 'prefixes[1].ipv4Prefix', 'undefined'],
  ])('that holds %s where an address should be', (_, json, place, shown) => {
    const path = file(json);
    expect(messageOf(() => IpBlocks.fromFile(path)).split('\n')[0]).toBe(
      `[bad-address] ${path}: ${place}: ${shown} is not a text; addresses are read from text only; ${ANY}`);
  });

  test.each([
    ['an AWS row without a prefix', { prefixes: [{ service: 'S' }], ipv6_prefixes: [null] }, 'prefixes[0].ip_prefix', 'undefined'],
    ['an Azure tag without prefixes', {
      values: [{ name: 'R', properties: { addressPrefixes: [] } }, { name: 'S', properties: {} }, null],
    }, 'values[1].properties.addressPrefixes[0]', 'null'],
  ])('that holds %s', (_, json, place, shown) => {
    const path = file(json);
    expect(messageOf(() => IpBlocks.fromFile(path, { service: 'S' }))).toBe(
      `[bad-address] ${path}: ${place}: ${shown} is not a text; addresses are read from text only; ${ANY}`);
  });

  test.each([
    ['AWS', { prefixes: [], ipv6_prefixes: [] }],
    ['Google', { syncToken: '1', prefixes: [] }],
    ['Cloudflare', { result: { ipv4_cidrs: [], ipv6_cidrs: [] } }],
    ['Fastly', { addresses: [] }],
    ['GitHub', { hooks: [] }],
    ['Azure', { values: [{ name: 'S', properties: { addressPrefixes: [] } }] }],
  ])('of %s without addresses', (_, json) => {
    const path = file(json);
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(`[empty-list] ${path} ${NO_ADDRESS}`);
  });

  test.each([
    ['an object with other keys', { ips: ['10.0.0.0/8'] }],
    ['an array of texts', ['10.0.0.0/8']],
    ['an array of objects', [{ ip_prefix: '10.0.0.0/8' }]],
    ['an empty array', []],
    ['an error of the API', { success: false, result: null }],
    ['rows of another kind', { prefixes: [{ cidr: '10.0.0.0/8' }, null] }],
    ['values of another kind', { values: ['10.0.0.0/8', null] }],
  ])('of an unknown kind: %s', (_, json) => {
    const path = file(json);
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(`[unknown-format] ${path} ${UNKNOWN}`);
  });

  test('that is broken off', () => {
    const path = file('\uFEFF \n{"addresses": ["10.0.0.0/8",');
    expect(messageOf(() => IpBlocks.fromFile(path))).toBe(
      `[unreadable-file] ${path} cannot be read (${reasonOf(' \n{"addresses": ["10.0.0.0/8",')}); ${LIST_WITHOUT}; `
      + 'write the whole file as the vendor publishes it, or text with one address or block a line');
  });
});

/** What this version of Node says about broken JSON. */
function reasonOf(json: string): string {
  try {
    return JSON.parse(json);
  } catch (error) {
    return (error as Error).message;
  }
}
