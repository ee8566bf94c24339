import { Attack } from './attack';
import { proxyV1, proxyV2 } from '../rig/proxy-header';

const GATEWAY = '192.0.2.80';

/** A client who writes PROXY headers himself, to be taken for `listed`. `ports` are such as a policy might compare. */
export function forgedProxyHeaders(listed: string, ports: readonly number[]): Attack[] {
  const sent = (name: string, ...parts: (Buffer | string)[]): Attack => ({
    name: `PROXY ${name}`,
    prefix: Buffer.concat(parts.map(part => typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  });
  const v1 = proxyV1(listed, GATEWAY);
  const v2 = proxyV2(listed, GATEWAY);
  return [
    sent('v1', v1),
    sent('v2', v2),
    ...ports.flatMap(port => [sent(`v1 for port ${port}`, proxyV1(listed, GATEWAY, 40000, port)), sent(`v2 for port ${port}`, proxyV2(listed, GATEWAY, 40000, port))]),
    sent('v1 of IPv6', proxyV1('2001:db8:10::5', '2001:db8::80')),
    sent('v2 of IPv6', proxyV2('2001:db8:10::5', '2001:db8::80')),
    sent('v1 mapped', proxyV1(`::ffff:${listed}`, `::ffff:${GATEWAY}`)),
    sent('v2 mapped', proxyV2(`::ffff:${listed}`, `::ffff:${GATEWAY}`)),
    sent('v2 LOCAL', proxyV2(listed, GATEWAY, 40000, 80, { command: 'LOCAL' })),
    sent('v2 UNSPEC', proxyV2(listed, GATEWAY, 40000, 80, { family: 0 })),
    sent('v2 of a datagram', proxyV2(listed, GATEWAY, 40000, 80, { family: 0x12 })),
    sent('v2 of a UNIX socket', proxyV2(listed, GATEWAY, 40000, 80, { family: 0x31 })),
    sent('v2 with TLVs', proxyV2(listed, GATEWAY, 40000, 80, { tlvs: Buffer.from([0x04, 0, 1, 0, 0xea, 0, 2, 1, 2]) })),
    sent('v1 UNKNOWN', 'PROXY UNKNOWN\r\n'),
    sent('v1 UNKNOWN with addresses', `PROXY UNKNOWN ${listed} ${GATEWAY} 1 80\r\n`),
    sent('v1 twice', v1, v1),
    sent('v2 twice', v2, v2),
    sent('v1, then v2', v1, v2),
    sent('v1 oversized', `PROXY TCP4 ${listed} ${GATEWAY} 1 80${' '.repeat(200)}\r\n`),
    sent('v1 with capitals', `proxy tcp4 ${listed} ${GATEWAY} 1 80\r\n`),
    sent('v1 without carriage return', `PROXY TCP4 ${listed} ${GATEWAY} 1 80\n`),
    sent('v1 of a zero address', `PROXY TCP4 0.0.0.0 ${GATEWAY} 1 80\r\n`),
    sent('v1 with a port too large', `PROXY TCP4 ${listed} ${GATEWAY} 99999 99999\r\n`),
    sent('v1 with leading zeros', `PROXY TCP4 203.000.113.050 ${GATEWAY} 1 80\r\n`),
    sent('v1 of no address', `PROXY TCP4 listed ${GATEWAY} 1 80\r\n`),
    sent('v1 of the wrong family', `PROXY TCP6 ${listed} ${GATEWAY} 1 80\r\n`),
    sent('v2 cut off', v2.subarray(0, 14)),
    sent('v2 with a length too long', Buffer.concat([v2.subarray(0, 14), Buffer.from([0xff, 0xff]), v2.subarray(16)])),
  ];
}
