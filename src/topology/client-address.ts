import { chainOf } from './chain-text';
import { TrustedProxy } from './trusted-proxy';
import { Arrival, CLIENT, FROM_CLIENT, Owner, nameOf, pass } from './walk';
import { ClientAddressSource } from '../envoy/client-address-source';
import { Fault } from '../fault';

/** What a chain means for Envoy. @internal */
export interface Derived {
  readonly arrival: Arrival;
  readonly source: ClientAddressSource;
  readonly numTrustedProxies: number;
  /** The header that holds the client's address, where one does. */
  readonly header?: string;
}

/** Walks an honest request through the chain and says where its client's address is found. */
export function derive(proxies: readonly TrustedProxy[]): Derived {
  const arrival = proxies.reduce((state, hop) => pass(hop, state), FROM_CLIENT);
  const [first] = arrival.forwardedFor;
  const header = clientAddressHeader(proxies, arrival);
  if (header) {
    const counted = first?.owner === CLIENT && !first.withPort;
    return { arrival, source: ClientAddressSource.CLIENT_ADDRESS_HEADER, numTrustedProxies: counted ? arrival.forwardedFor.length : 0, header };
  }
  if (first?.owner === CLIENT) {
    if (first.withPort) {
      throw new Fault('entry-with-port', {
        what: `the X-Forwarded-For entry that holds the client is written as ip:port (${proxies.map(hop => hop.name).join(' → ')})`,
        why: 'Envoy cannot read it and falls back to the address of its peer, a proxy',
        instead: "switch the port off in the proxy's configuration (ALB: routing.http.xff_client_port.enabled=false; Application Gateway: "
          + 'rewrite X-Forwarded-For to {var_client_ip}) and declare entriesWithPort: false',
      });
    }
    return { arrival, source: ClientAddressSource.X_FORWARDED_FOR, numTrustedProxies: arrival.forwardedFor.length };
  }
  if (arrival.proxyHeader === CLIENT) {
    return { arrival, source: ClientAddressSource.PROXY_PROTOCOL, numTrustedProxies: 0 };
  }
  if (arrival.proxyHeader === undefined && arrival.packetSource === CLIENT) {
    return { arrival, source: ClientAddressSource.PACKET_SOURCE, numTrustedProxies: 0 };
  }
  throw lost(proxies, arrival);
}

/** Whose address Envoy takes for the client's, given what a chain means. @internal */
export function addressOf(arrival: Arrival, { source, numTrustedProxies, header }: Derived): Owner {
  if (header) return arrival.addressHeaders.get(header)!;
  const peer = arrival.proxyHeader ?? arrival.packetSource;
  return source === ClientAddressSource.X_FORWARDED_FOR
    ? arrival.forwardedFor.at(-numTrustedProxies)?.owner ?? peer
    : peer;
}

function clientAddressHeader(proxies: readonly TrustedProxy[], { addressHeaders }: Arrival): string | undefined {
  const [header] = [...addressHeaders].find(([, owner]) => owner === CLIENT) ?? [];
  const useless = proxies.find(hop => hop.clientAddressHeader);
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

function lost(proxies: readonly TrustedProxy[], arrival: Arrival): Fault {
  const culprit = loser(proxies);
  const seen = [
    `packets come from ${nameOf(arrival.packetSource)}`,
    ...arrival.proxyHeader ? [`the PROXY header names ${nameOf(arrival.proxyHeader)}`] : [],
    ...arrival.forwardedFor.length ? [`X-Forwarded-For ends in ${arrival.forwardedFor.map(entry => nameOf(entry.owner)).join(', ')}`] : [],
  ].join(', ');
  return new Fault('lost-address', {
    what: `the client's address is lost at "${culprit.name}" in ${chainOf(proxies)}: ${seen}`,
    why: 'the gateway would take a proxy for the client, and an address list would admit everybody or nobody',
    instead: culprit.layer === 7
      ? `let "${culprit.name}" append what it sees to X-Forwarded-For, and read PROXY if it gets one`
      : `let "${culprit.name}" send PROXY (reading the one it gets, if any), or keep the packet source`,
  });
}

/** The first hop after which no trace of the client is left. */
function loser(proxies: readonly TrustedProxy[]): TrustedProxy {
  let state = FROM_CLIENT;
  return proxies.find(hop => {
    state = pass(hop, state);
    const traces: Owner[] = [state.proxyHeader ?? state.packetSource, ...state.forwardedFor.slice(0, 1).map(entry => entry.owner)];
    return !traces.includes(CLIENT);
  })!;
}
