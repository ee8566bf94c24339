import { WireAddress } from './wire-address';

/** What Envoy knows of a connection, or of a request on it, when a filter runs. */
export interface Seen {
  /** Source of the packets: `ipBlocks`. */
  readonly direct: WireAddress;
  /** Source in the PROXY header or, once the request is read, the client by X-Forwarded-For: `remoteIpBlocks`. */
  readonly remote: WireAddress;
  /** The port to which the client connected, as far as Envoy knows: `ports`. */
  readonly port: number;
  readonly destination?: WireAddress;
  /** Empty without TLS. */
  readonly serverName: string;
  /** Names in a verified client certificate: URIs, DNS names and the subject. Undefined without TLS. */
  readonly peerNames?: readonly string[];
  /** On HTTP, the headers with their pseudo headers, names in lower case. */
  readonly headers?: ReadonlyMap<string, string>;
  /** Whether regular expressions are about bytes, and not about the characters of UTF-8. */
  readonly readsBytes?: boolean;
}

export function header(seen: Seen, name: string): string | undefined {
  const key = name.toLowerCase();
  return seen.headers?.get(key === 'host' ? ':authority' : key);
}
