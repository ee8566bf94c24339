import { cidrRanges, mappedForm, rangesBytes } from '../../src/envoy/address-strings';
import { IpBlocks } from '../../src/net';

test.each([
  ['IPv4', IpBlocks.of('203.0.113.0/24', '10.0.0.1'), false],
  ['IPv4 with its IPv4-mapped form', IpBlocks.of('203.0.113.0/24', '10.0.0.1', '0.0.0.0/8'), true],
  ['both families', IpBlocks.of('203.0.113.7', '2001:db8::/32', '2001:db8:1:2:3:4:5:6'), true],
  ['everybody', IpBlocks.all(), true],
])('the bytes of ranges are those of their JSON without its brackets, and with a comma after the last: %s', (_, blocks, mapped) => {
  expect(rangesBytes(blocks, mapped)).toBe(JSON.stringify(cidrRanges(blocks, mapped)).length - 1);
});

test.each([
  ['203.0.113.0/24', '::ffff:203.0.113.0/120'],
  ['203.0.113.7', '::ffff:203.0.113.7/128'],
  ['2001:db8::/32', undefined],
  ['::ffff:203.0.113.7', undefined],
  ['203.0.113.0/33', undefined],
  ['office', undefined],
])('the IPv4-mapped form of %s is %s', (block, form) => {
  expect(mappedForm(block)).toBe(form);
});
