import { Request } from './client';
import { proxyV1, proxyV2 } from './proxy-header';

/** A connection and the request in it, on the way to the gateway. */
export interface Flight {
  /** Whose packets they are. */
  readonly from: string;
  /** PROXY headers, the outermost first, then what the client itself wrote before its request. */
  readonly prefix: Buffer;
  readonly request: Omit<Request, 'to' | 'from' | 'prefix'>;
}

/** What stands in front of a gateway, played by the client program where the real thing does not run here. */
export type Hop = (flight: Flight) => Flight;

export interface Layer4Options {
  readonly address: string;
  /** @default - no header */
  readonly sends?: 'v1' | 'v2';
  /** @default false */
  readonly keepsSource?: boolean;
  /** The port that the client dialled, as the PROXY header tells it. */
  readonly port: number;
}

/** A layer-4 load balancer: bytes pass as they are. */
export function layer4({ address, sends, keepsSource, port }: Layer4Options): Hop {
  return flight => ({
    ...flight,
    from: keepsSource ? flight.from : address,
    prefix: sends
      ? Buffer.concat([(sends === 'v1' ? proxyV1 : proxyV2)(flight.from, flight.from.includes(':') ? '2001:db8:ffff::80' : '192.0.2.80', 40000, port), flight.prefix])
      : flight.prefix,
  });
}

export interface Layer7Options {
  readonly address: string;
  /** Its own entries in X-Forwarded-For: what it sees, then itself. @default 1 */
  readonly appends?: number;
  /** As dual-stack proxies write an IPv4 client. @default false */
  readonly mapped?: boolean;
  /** What it adds to every request, such as a secret of the origin's. */
  readonly header?: [string, string];
  /** Where it writes the address that it sees, over whatever came. In small letters. */
  readonly addressHeader?: string;
  /** The client certificate that it shows. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** A reverse proxy or HTTP load balancer that appends to X-Forwarded-For. It does not read what the client wrote before the request. */
export function layer7({ address, appends = 1, mapped, header, addressHeader, certificate }: Layer7Options): Hop {
  return ({ from, request }) => {
    const seen = mapped && !from.includes(':') ? `::ffff:${from}` : from;
    const isXff = ([name]: [string, string]) => name.toLowerCase() === 'x-forwarded-for';
    const came = (request.headers ?? []).filter(isXff).map(([, value]) => value);
    const name = request.protocol === 'h2' ? 'x-forwarded-for' : 'X-Forwarded-For';
    const written: [string, string][] = [...(header ? [header] : []), ...(addressHeader ? [[addressHeader, seen] as [string, string]] : [])];
    const headers = [
      ...(request.headers ?? []).filter(one => !isXff(one) && !written.some(([own]) => own === one[0].toLowerCase())),
      [name, [...came, seen, ...Array<string>(appends - 1).fill(address)].join(', ')] as [string, string],
      ...written,
    ];
    return { from: address, prefix: Buffer.alloc(0), request: { ...request, headers, tls: request.tls && { ...request.tls, ...certificate } } };
  };
}

/** The last wire: what arrives at the gateway of whatever a client sends to the first of these hops. */
export function through(hops: readonly Hop[], from: string, request: Flight['request'], prefix: Buffer = Buffer.alloc(0)): Flight {
  return hops.reduce((flight, hop) => hop(flight), { from, prefix, request } as Flight);
}
