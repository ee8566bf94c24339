import { OWN_NETWORKS, POD_NETWORKS } from '../../src/net/own-networks';

test('loopback is a network of one\'s own, but no pod connects from it', () => {
  expect([OWN_NETWORKS.includesAll(POD_NETWORKS), OWN_NETWORKS.minus(POD_NETWORKS).toString()]).toEqual([true, '127.0.0.0/8']);
});

test.each(['10.1.2.3', '100.64.0.1', '172.16.0.1', '192.168.0.1', '240.0.0.1', 'fd00::1'])('a pod may have %s', address => {
  expect(POD_NETWORKS.contains(address)).toBe(true);
});

test.each(['11.0.0.1', '100.128.0.1', '172.32.0.1', '203.0.113.7', '224.0.0.1', '2001:db8::1', 'fe80::1'])('%s is nobody\'s own', address => {
  expect(OWN_NETWORKS.contains(address)).toBe(false);
});
