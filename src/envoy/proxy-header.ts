import { WireAddress, isUnicast, wireAddress } from './wire-address';
import { isIpv4 } from '../net/address';

/** What a PROXY header says. Without addresses (LOCAL, UNKNOWN) those of the connection count. */
export interface ProxyHeader {
  readonly source?: WireAddress;
  readonly destination?: WireAddress;
  readonly destinationPort?: number;
}

/** The longest line of version 1, with its line end. */
const MAX_LINE_LENGTH = 108;

/**
 * Reads a line of version 1 as Envoy does, or the word `LOCAL` of version 2; undefined where Envoy closes the connection.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/filters/listener/proxy_protocol/proxy_protocol.cc parseV1Header
 */
export function readProxyHeader(text: string): ProxyHeader | undefined {
  const line = text.replace(/(\r\n|\\r\\n)$/, '');
  if (line === 'LOCAL' || line === 'UNKNOWN') return {};
  const words = line.trimEnd().split(' ');
  if (words[0] !== 'PROXY' || words.length < 2 || line.length + 2 > MAX_LINE_LENGTH) return undefined;
  return words[1] === 'UNKNOWN' ? {} : readWords(words);
}

function readWords([, family, from, to, fromPort, toPort, ...more]: string[]): ProxyHeader | undefined {
  if (toPort === undefined || more.length > 0 || !['TCP4', 'TCP6'].includes(family)) return undefined;
  const [source, destination] = [from, to].map(wireAddress);
  const [sourcePort, destinationPort] = [fromPort, toPort].map(readPort);
  if (!source || !destination || sourcePort === undefined || destinationPort === undefined) return undefined;
  const fits = [source, destination].every(address => isIpv4(address.number) === (family === 'TCP4') && isUnicast(address));
  return fits ? { source, destination, destinationPort } : undefined;
}

/** As lenient as absl::SimpleAtoi. */
function readPort(text: string): number | undefined {
  return /^[ \t\n\v\f\r]*\+?\d+[ \t\n\v\f\r]*$/.test(text) && Number(text) < 65536 ? Number(text) : undefined;
}
