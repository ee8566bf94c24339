import { isIPv4, isIPv6 } from 'net';

/** PROXY protocol headers as bytes; the field values are the sender's, so that a forger may write what he likes. */
export function proxyV1(source: string, destination: string, sourcePort = 40000, destinationPort = 80): Buffer {
  const family = source.includes(':') || destination.includes(':') ? 'TCP6' : 'TCP4';
  return Buffer.from(`PROXY ${family} ${source} ${destination} ${sourcePort} ${destinationPort}\r\n`);
}

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

export interface ProxyV2 {
  /** @default PROXY */
  readonly command?: 'PROXY' | 'LOCAL';
  /** The byte of family and transport. @default - TCP over the addresses' family */
  readonly family?: number;
  /** Appended after the addresses. */
  readonly tlvs?: Buffer;
}

export function proxyV2(source: string, destination: string, sourcePort = 40000, destinationPort = 80, options: ProxyV2 = {}): Buffer {
  const v6 = !(isIPv4(source) && isIPv4(destination));
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(sourcePort, 0);
  ports.writeUInt16BE(destinationPort, 2);
  const payload = Buffer.concat([octets(source, v6), octets(destination, v6), ports, options.tlvs ?? Buffer.alloc(0)]);
  const head = Buffer.from([options.command === 'LOCAL' ? 0x20 : 0x21, options.family ?? (v6 ? 0x21 : 0x11), payload.length >> 8, payload.length & 255]);
  return Buffer.concat([SIGNATURE, head, payload]);
}

/** An address as 4 or 16 bytes; IPv4 among IPv6 is written mapped, as dual-stack proxies do. */
function octets(address: string, v6: boolean): Buffer {
  if (isIPv4(address)) {
    const v4 = Buffer.from(address.split('.').map(Number));
    return v6 ? Buffer.concat([Buffer.alloc(10), Buffer.from([255, 255]), v4]) : v4;
  }
  if (!isIPv6(address)) throw new Error(`${address} is no address`);
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const [a, b, c, d] = dotted ? dotted[2].split('.').map(Number) : [];
  const text = dotted ? `${dotted[1]}${(a << 8 | b).toString(16)}:${(c << 8 | d).toString(16)}` : address;
  const [left, right = ''] = text.split('::');
  const groups = (part: string) => part ? part.split(':').map(group => parseInt(group, 16)) : [];
  const head = groups(left), tail = groups(right);
  const all = text.includes('::') ? [...head, ...Array(8 - head.length - tail.length).fill(0), ...tail] : head;
  return Buffer.from(all.flatMap(group => [group >> 8, group & 255]));
}
