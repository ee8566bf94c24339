import { chainOf } from './chain-text';
import { TrustedProxy } from './trusted-proxy';
import { CLIENT, FROM_CLIENT, Owner, ReceivedConnection, nameOf, pass } from './walk';
import { ClientAddressSource } from '../envoy/client-address-source';
import { Fault } from '../fault';

/** What a chain means for Envoy. @internal */
export interface Derived {
  readonly received: ReceivedConnection;
  readonly source: ClientAddressSource;
  readonly numTrustedProxies: number;
  /** The header that holds the client's address, where one does. */
  readonly header?: string;
}

/** Follows an honest request through the chain and says where its client's address is. */
export function derive(proxies: readonly TrustedProxy[]): Derived {
  const received = proxies.reduce((state, proxy) => pass(proxy, state), FROM_CLIENT);
  const [first] = received.forwardedFor;
  const header = clientAddressHeader(proxies, received);
  if (header) {
    const counted = first?.owner === CLIENT && !first.withPort;
    return { received, source: ClientAddressSource.CLIENT_ADDRESS_HEADER, numTrustedProxies: counted ? received.forwardedFor.length : 0, header };
  }
  if (first?.owner === CLIENT) {
    if (first.withPort) {
      throw new Fault('entry-with-port', {
        what: `the X-Forwarded-For entry that holds the client is written as ip:port (${proxies.map(proxy => proxy.name).join(' → ')})`,
        why: 'Envoy cannot read it and falls back to the address of its peer, a proxy',
        instead: "switch the port off in the proxy's configuration (ALB: routing.http.xff_client_port.enabled=false; Application Gateway: "
          + 'rewrite X-Forwarded-For to {var_client_ip}) and declare entriesWithPort: false',
      });
    }
    return { received, source: ClientAddressSource.X_FORWARDED_FOR, numTrustedProxies: received.forwardedFor.length };
  }
  if (received.proxyHeader === CLIENT) {
    return { received, source: ClientAddressSource.PROXY_PROTOCOL, numTrustedProxies: 0 };
  }
  if (received.proxyHeader === undefined && received.packetSource === CLIENT) {
    return { received, source: ClientAddressSource.PACKET_SOURCE, numTrustedProxies: 0 };
  }
  throw lost(proxies, received);
}

/** Whose address the connection has for Envoy, to which it falls back where X-Forwarded-For cannot be read. @internal */
export function peerOf({ proxyHeader, packetSource }: ReceivedConnection): Owner {
  return proxyHeader ?? packetSource;
}

/** Whose address Envoy takes for the client's. @internal */
export function addressOf(received: ReceivedConnection, { source, numTrustedProxies, header }: Derived): Owner {
  if (header) return received.addressHeaders.get(header)!;
  const peer = peerOf(received);
  return source === ClientAddressSource.X_FORWARDED_FOR
    ? received.forwardedFor.at(-numTrustedProxies)?.owner ?? peer
    : peer;
}

function clientAddressHeader(proxies: readonly TrustedProxy[], { addressHeaders }: ReceivedConnection): string | undefined {
  const [header] = [...addressHeaders].find(([, owner]) => owner === CLIENT) ?? [];
  const useless = proxies.find(proxy => proxy.clientAddressHeader);
  if (useless && !header) {
    throw new Fault('header-not-client', {
      what: `the header ${useless.clientAddressHeader} of "${useless.name}" holds ${nameOf(addressHeaders.get(useless.clientAddressHeader!)!)}, not the client `
        + `(${chainOf(proxies)})`,
      why: 'only a proxy that sees the client itself can write its address',
      instead: 'leave clientAddressHeader out, or declare it on the proxy that clients reach',
    });
  }
  return header;
}

function lost(proxies: readonly TrustedProxy[], received: ReceivedConnection): Fault {
  const culprit = loser(proxies);
  const seen = [
    `packets come from ${nameOf(received.packetSource)}`,
    ...received.proxyHeader ? [`the PROXY header names ${nameOf(received.proxyHeader)}`] : [],
    ...received.forwardedFor.length ? [`X-Forwarded-For ends in ${received.forwardedFor.map(entry => nameOf(entry.owner)).join(', ')}`] : [],
  ].join(', ');
  return new Fault('lost-address', {
    what: `the client's address is lost at "${culprit.name}" in ${chainOf(proxies)}: ${seen}`,
    why: 'the gateway would take a proxy for the client, and an address list would admit everybody or nobody',
    instead: culprit.layer === 7
      ? `let "${culprit.name}" append what it sees to X-Forwarded-For, and read PROXY if it gets one`
      : `let "${culprit.name}" send PROXY (reading the one it gets, if any), or keep the packet source`,
  });
}

/** The first proxy after which nothing holds the client's address. */
function loser(proxies: readonly TrustedProxy[]): TrustedProxy {
  let state = FROM_CLIENT;
  return proxies.find(proxy => {
    state = pass(proxy, state);
    const traces: Owner[] = [peerOf(state), ...state.forwardedFor.slice(0, 1).map(entry => entry.owner)];
    return !traces.includes(CLIENT);
  })!;
}
