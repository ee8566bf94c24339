import { EdgeProxyOptions, Haproxy, IpBlocks, Nginx, TargetType, TrustedProxy } from '../../src';
import { messageOf } from '../support/app';

const with_ = (make: (options: EdgeProxyOptions) => TrustedProxy, upstream: string) =>
  make({ connectsFrom: IpBlocks.of('192.0.2.0/24'), targetType: TargetType.NODES, upstreams: [upstream] });
const MAKERS = [['HAProxy', Haproxy.tcp], ['NGINX', Nginx.stream]] as const;

/** What people write, and what the error says to write instead. */
const ROWS: readonly [string, string][] = [
  ['192.168.0.50:443', '192.168.0.50'],
  ['192.168.0.50/32', '192.168.0.50'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:db8::1/128', '2001:db8::1'],
  ['2001:db8::1:443', '2001:db8::1'],
  [' 192.168.0.50', '192.168.0.50'],
  ['010.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['10.0.0.7/24', '10.0.0.7'],
  ['10.0.0.1/255.255.255.255', '10.0.0.1'],
  ['10.0.0.0/24', '192.168.0.50'],
  ['10.0.0.*', '192.168.0.50'],
  ['*', '192.168.0.50'],
];

describe.each(MAKERS)('%s', (_, make) => {
  test.each(ROWS)('for %s it says to write %s, and takes that', (upstream, advised) => {
    expect(/; write [^']*'([^']+)'/.exec(messageOf(() => with_(make, upstream)))?.[1]).toBe(advised);
    expect(() => with_(make, advised)).not.toThrow();
  });

  test('an address that ends in a well-known port is taken where it has one reading', () => {
    expect(messageOf(() => with_(make, '2001:db8::1:443'))).toBe('[upstream] upstream "2001:db8::1:443" has a port; the file connects to the port of each of the gateway\'s '
      + "servers; write '2001:db8::1'; or, if it is that address, all of its eight groups: '2001:db8:0:0:0:0:1:443'");
    for (const address of ['2001:db8:0:0:0:0:1:443', '2001:db8::443', '2001:db8::1:9443', '2001:db8::50']) expect(() => with_(make, address)).not.toThrow();
  });
});
