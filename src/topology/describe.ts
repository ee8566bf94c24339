import { chainOf } from './chain-text';
import { Guards } from './guards';
import { LockKind, OriginLock } from './origin-lock';
import { TrustedProxy } from './trusted-proxy';
import { XForwardedFor } from './trusted-proxy-options';
import { ClientAddressSource } from '../envoy/client-address-source';
import { summary } from '../fault';
import { IpBlocks } from '../net';

/** The parts of a topology that are described. */
interface Described {
  readonly proxies: readonly TrustedProxy[];
  readonly clientAddressSource: ClientAddressSource;
  readonly clientAddressHeader?: string;
  readonly numTrustedProxies: number;
  readonly proxyProtocol: boolean;
  readonly knowsTcpClients: boolean;
  readonly externalTrafficPolicy?: string;
  readonly _guards: Guards;
  toProxyConfig(): { [name: string]: any };
}

/** The chain in words: its proxies, what follows from them, and its guards. */
export function describeTopology(topology: Described): string {
  return [
    chainOf(topology.proxies),
    ...topology.proxies.map(proxy => `  ${proxy.name}: ${features(proxy).join(', ')}`),
    `client address: ${source(topology)}`,
    `  on TCP and TLS passthrough servers: ${tcp(topology)}`,
    `gatewayTopology: ${JSON.stringify(topology.toProxyConfig().gatewayTopology)}`,
    `externalTrafficPolicy: ${topology.externalTrafficPolicy ?? 'any'}`,
    `guards: ${guards(topology).join('; ') || 'none needed'}`,
  ].join('\n') + '\n';
}

/** The first few blocks of a list, for people. */
export function shortList(blocks: IpBlocks): string {
  return summary(blocks.toStrings());
}

/** The chain as a Mermaid flow chart. */
export function drawTopology(topology: Described): string {
  const nodes = topology.proxies.map((proxy, index) => `  proxy${index}["${[`<b>${proxy.name}</b>`, ...features(proxy)].join('<br/>')}"]`);
  const found = [
    `client address: ${source(topology)}`,
    `numTrustedProxies: ${topology.numTrustedProxies}`,
    ...topology.proxyProtocol ? ['reads PROXY'] : [],
    ...guards(topology),
  ];
  return [
    'flowchart LR',
    '  client([client])',
    ...nodes,
    `  gateway{{"${['<b>Istio gateway</b>', ...found].join('<br/>')}"}}`,
    `  ${['client', ...topology.proxies.map((_, index) => `proxy${index}`), 'gateway'].join(' --> ')}`,
  ].join('\n') + '\n';
}

function source({ clientAddressSource, clientAddressHeader }: Described): string {
  return clientAddressHeader ? `header ${clientAddressHeader}` : clientAddressSource;
}

function features(proxy: TrustedProxy): string[] {
  return [
    `layer ${proxy.layer}`,
    ...proxy.layer === 4 ? [`packet source ${proxy.keepsPacketSource ? 'kept' : 'replaced'}`] : [forwardedFor(proxy)],
    ...proxy.clientAddressHeader ? [`writes ${proxy.clientAddressHeader}`] : [],
    ...proxy.readsProxyProtocol ? ['reads PROXY'] : [],
    ...proxy.sendsProxyProtocol ? ['sends PROXY'] : [],
    ...proxy.multiTenant ? ['shared with other customers'] : [],
    ...proxy.originLock ? [lockText(proxy.originLock)] : [],
  ];
}

function forwardedFor(proxy: TrustedProxy): string {
  return proxy.xForwardedFor === XForwardedFor.APPEND
    ? `appends ${proxy.entriesAppended} to X-Forwarded-For`
    : `X-Forwarded-For: ${proxy.xForwardedFor}`;
}

/** The lock in words; never the secret. */
function lockText(lock: OriginLock): string {
  switch (lock._kind) {
    case LockKind.MUTUAL_TLS: return `locked by a client certificate of ${lock._detail}`;
    case LockKind.HEADER: return `locked by header ${lock._header}`;
    case LockKind.ELSEWHERE: return `locked elsewhere: ${lock._detail.replace(/"/g, "'")}`;
  }
}

function tcp(topology: Described): string {
  return topology.knowsTcpClients ? topology.clientAddressSource : 'unknown, since TCP has no X-Forwarded-For';
}

function guards(topology: Described): string[] {
  const { packetSource, proxySource, loadBalancerSource, locks } = topology._guards;
  return [
    ...packetSource ? [`only ${shortList(packetSource)} may connect`] : [],
    ...proxySource ? [`only ${shortList(proxySource)} may be named in the PROXY header`] : [],
    ...loadBalancerSource ? [`loadBalancerSourceRanges likewise${packetSource?.ipv6.isEmpty ? '' : ', IPv4 only'}`] : [],
    ...locks.map(({ proxy, lock }) => `${proxy} ${lockText(lock)}`),
  ];
}
