import { TrustedProxy } from './trusted-proxy';
import { XForwardedFor } from './trusted-proxy-options';
import { Fault } from '../fault';

/** The address of the client itself. */
export const CLIENT = 'client';
/** The address that an attacker's own packets come from; they cannot choose it. */
export const ATTACKER = 'attacker';
/** An address that an attacker wrote; they choose it freely. */
export const SPOOFED = 'spoofed';

/** Whose address it is. */
export type Owner = typeof CLIENT | typeof ATTACKER | typeof SPOOFED | TrustedProxy;

/** A connection as the next proxy, or the gateway, receives it. */
export interface ReceivedConnection {
  /** P: whose address the packets come from. */
  readonly packetSource: Owner;
  /** H: whose address the PROXY header holds that nobody has read yet. */
  readonly proxyHeader?: Owner;
  /** X: the right end of X-Forwarded-For: the entries that proxies wrote. */
  readonly forwardedFor: readonly Entry[];
  /** Headers that hold one address, by name: those that proxies wrote. */
  readonly addressHeaders: ReadonlyMap<string, Owner>;
}

/** One X-Forwarded-For entry. */
export interface Entry {
  readonly owner: Owner;
  /** Written as ip:port, which Envoy cannot read. */
  readonly withPort: boolean;
}

/** What the client itself sends. */
export const FROM_CLIENT: ReceivedConnection = { packetSource: CLIENT, forwardedFor: [], addressHeaders: new Map() };

export function nameOf(owner: Owner): string {
  return typeof owner === 'string' ? owner : owner.name;
}

/** Follows a connection through one proxy. Throws where the real proxy would refuse it, or where nothing could read what it sends on. */
export function pass(proxy: TrustedProxy, received: ReceivedConnection): ReceivedConnection {
  const sees = seenBy(proxy, received);
  const unread = proxy.readsProxyProtocol ? undefined : received.proxyHeader;
  return proxy.layer === 7 ? passHttp(proxy, received, sees, unread) : passBytes(proxy, received, sees, unread);
}

function seenBy(proxy: TrustedProxy, received: ReceivedConnection): Owner {
  if (!proxy.readsProxyProtocol) {
    return received.packetSource;
  }
  if (received.proxyHeader === undefined) {
    throw new Fault('missing-proxy-header', {
      what: `proxy "${proxy.name}" reads a PROXY header, but nothing in front of it sends one`,
      why: 'it would refuse every connection, or believe a header that the client wrote',
      instead: `set sendsProxyProtocol on the proxy in front of "${proxy.name}", or readsProxyProtocol: false on it`,
    });
  }
  return received.proxyHeader;
}

function passBytes(proxy: TrustedProxy, received: ReceivedConnection, sees: Owner, unread: Owner | undefined): ReceivedConnection {
  if (proxy.sendsProxyProtocol && unread !== undefined) {
    throw new Fault('nested-proxy-headers', {
      what: `proxy "${proxy.name}" sends a PROXY header in front of another that it does not read (it names ${nameOf(unread)})`,
      why: 'Envoy reads one header only: it would read the outer one and pass the inner one to the application as data',
      instead: `set readsProxyProtocol: true on "${proxy.name}" and in its configuration, or let only one of the two send PROXY`,
    });
  }
  return {
    packetSource: proxy.keepsPacketSource ? received.packetSource : proxy,
    proxyHeader: proxy.sendsProxyProtocol ? sees : unread,
    forwardedFor: received.forwardedFor,
    addressHeaders: received.addressHeaders,
  };
}

function passHttp(proxy: TrustedProxy, received: ReceivedConnection, sees: Owner, unread: Owner | undefined): ReceivedConnection {
  const { clientAddressHeader } = proxy;
  if (unread !== undefined) {
    throw new Fault('unread-proxy-header', {
      what: `proxy "${proxy.name}" speaks HTTP, and gets a PROXY header that it does not read in front of the request (it names ${nameOf(unread)})`,
      why: 'it would take the header for a malformed request and answer 400',
      instead: `set readsProxyProtocol: true on "${proxy.name}" and in its configuration, or switch PROXY off in front of it`,
    });
  }
  const addressHeaders = clientAddressHeader ? new Map([...received.addressHeaders, [clientAddressHeader, sees]]) : received.addressHeaders;
  return {
    packetSource: proxy,
    proxyHeader: proxy.sendsProxyProtocol ? sees : undefined,
    forwardedFor: forwardedForAfter(proxy, received, sees, addressHeaders.size > 0),
    addressHeaders,
  };
}

function forwardedForAfter(proxy: TrustedProxy, received: ReceivedConnection, sees: Owner, hasAddressHeader: boolean): readonly Entry[] {
  const entry = (owner: Owner): Entry => ({ owner, withPort: proxy.entriesWithPort });
  switch (proxy.xForwardedFor) {
    case XForwardedFor.APPEND:
      return [...received.forwardedFor, entry(sees), ...Array.from({ length: proxy.entriesAppended - 1 }, () => entry(proxy))];
    case XForwardedFor.OVERWRITE:
      return [entry(sees)];
    case XForwardedFor.PRESERVE:
      return received.forwardedFor;
    case XForwardedFor.REMOVE:
      return [];
    case XForwardedFor.VARIES:
      if (hasAddressHeader) return [];
      throw new Fault('entries-vary', {
        what: `proxy "${proxy.name}" appends a number of X-Forwarded-For entries that varies`,
        why: 'numTrustedProxies is one number for all requests: if it is too small the gateway sees a proxy, if too large clients choose their address',
        instead: `make "${proxy.name}" overwrite X-Forwarded-For with the address of its peer, and declare XForwardedFor.OVERWRITE; `
          + 'or declare the clientAddressHeader that it or a proxy before it writes',
      });
  }
}
