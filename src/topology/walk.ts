import { TrustedProxy } from './trusted-proxy';
import { XForwardedFor } from './trusted-proxy-options';
import { Fault } from '../fault';

/** The address of the client itself. */
export const CLIENT = 'client';
/** The address that a forger's own packets come from; he cannot choose it. */
export const FORGER = 'forger';
/** An address that a forger wrote; he chooses it freely. */
export const LIE = 'lie';

/** Whose address stands somewhere. */
export type Owner = typeof CLIENT | typeof FORGER | typeof LIE | TrustedProxy;

/** What arrives at the next hop. */
export interface Arrival {
  /** P: who owns the packet source. */
  readonly packetSource: Owner;
  /** H: whom the PROXY header names that nobody has read yet. */
  readonly proxyHeader?: Owner;
  /** X: the right end of X-Forwarded-For, as far as hops wrote it. */
  readonly forwardedFor: readonly Entry[];
  /** Headers that hold one address, by name, as far as hops wrote them. */
  readonly addressHeaders: ReadonlyMap<string, Owner>;
}

/** One X-Forwarded-For entry. */
export interface Entry {
  readonly owner: Owner;
  /** Written as ip:port, which Envoy cannot read. */
  readonly withPort: boolean;
}

/** What a client sends that nobody has touched. */
export const FROM_CLIENT: Arrival = { packetSource: CLIENT, forwardedFor: [], addressHeaders: new Map() };

export function nameOf(owner: Owner): string {
  return typeof owner === 'string' ? owner : owner.name;
}

/** Follows a connection through one hop. Throws where the real hop would refuse it or nobody could read what it makes of it. */
export function pass(hop: TrustedProxy, arrival: Arrival): Arrival {
  const sees = seenBy(hop, arrival);
  const unread = hop.readsProxyProtocol ? undefined : arrival.proxyHeader;
  return hop.layer === 7 ? passHttp(hop, arrival, sees, unread) : passBytes(hop, arrival, sees, unread);
}

function seenBy(hop: TrustedProxy, arrival: Arrival): Owner {
  if (!hop.readsProxyProtocol) {
    return arrival.packetSource;
  }
  if (arrival.proxyHeader === undefined) {
    throw new Fault('missing-proxy-header', {
      what: `proxy "${hop.name}" reads a PROXY header, but nothing in front of it sends one`,
      why: 'it would refuse every connection, or believe a header that the client wrote himself',
      instead: `set sendsProxyProtocol on the proxy in front of "${hop.name}", or readsProxyProtocol: false on it`,
    });
  }
  return arrival.proxyHeader;
}

function passBytes(hop: TrustedProxy, arrival: Arrival, sees: Owner, unread: Owner | undefined): Arrival {
  if (hop.sendsProxyProtocol && unread !== undefined) {
    throw new Fault('nested-proxy-headers', {
      what: `proxy "${hop.name}" sends a PROXY header in front of one that it has not read (it names ${nameOf(unread)})`,
      why: 'Envoy reads one header only: it would take the outer one and give the inner one to the application as data',
      instead: `set readsProxyProtocol: true on "${hop.name}" and in its configuration, or let only one of the two send PROXY`,
    });
  }
  return {
    packetSource: hop.keepsPacketSource ? arrival.packetSource : hop,
    proxyHeader: hop.sendsProxyProtocol ? sees : unread,
    forwardedFor: arrival.forwardedFor,
    addressHeaders: arrival.addressHeaders,
  };
}

function passHttp(hop: TrustedProxy, arrival: Arrival, sees: Owner, unread: Owner | undefined): Arrival {
  const { clientAddressHeader } = hop;
  if (unread !== undefined) {
    throw new Fault('unread-proxy-header', {
      what: `proxy "${hop.name}" speaks HTTP, and a PROXY header that it does not read arrives in front of the request (it names ${nameOf(unread)})`,
      why: 'it would read the header as a malformed request and answer 400',
      instead: `set readsProxyProtocol: true on "${hop.name}" and in its configuration, or switch PROXY off in front of it`,
    });
  }
  const addressHeaders = clientAddressHeader ? new Map([...arrival.addressHeaders, [clientAddressHeader, sees]]) : arrival.addressHeaders;
  return {
    packetSource: hop,
    proxyHeader: hop.sendsProxyProtocol ? sees : undefined,
    forwardedFor: forwardedForAfter(hop, arrival, sees, addressHeaders.size > 0),
    addressHeaders,
  };
}

function forwardedForAfter(hop: TrustedProxy, arrival: Arrival, sees: Owner, hasAddressHeader: boolean): readonly Entry[] {
  const entry = (owner: Owner): Entry => ({ owner, withPort: hop.entriesWithPort });
  switch (hop.xForwardedFor) {
    case XForwardedFor.APPEND:
      return [...arrival.forwardedFor, entry(sees), ...Array.from({ length: hop.entriesAppended - 1 }, () => entry(hop))];
    case XForwardedFor.OVERWRITE:
      return [entry(sees)];
    case XForwardedFor.PRESERVE:
      return arrival.forwardedFor;
    case XForwardedFor.REMOVE:
      return [];
    case XForwardedFor.VARIES:
      if (hasAddressHeader) return [];
      throw new Fault('entries-vary', {
        what: `proxy "${hop.name}" appends a number of X-Forwarded-For entries that varies`,
        why: 'numTrustedProxies is one number for all requests: too small shows a proxy, too large lets the client choose his address',
        instead: `make "${hop.name}" overwrite X-Forwarded-For with the address of its peer, and declare XForwardedFor.OVERWRITE; `
          + 'or declare the clientAddressHeader that it or a proxy before it writes',
      });
  }
}
