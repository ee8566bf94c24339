import { TraceProtocol, TraceRequest } from './trace-request';
import { WireAddress, isLoopback } from '../envoy/wire-address';
import { appendEntry, entryFromTheRight, joinLines } from '../envoy/x-forwarded-for';
import { GatewayTopology } from '../istio/gateway-topology';
import { HttpSettings } from '../model/envoy-model';

/** The request as filters, routes and the backend see it, with its client. */
export interface SeenRequest {
  readonly client: WireAddress;
  readonly headers: ReadonlyMap<string, string>;
  readonly steps: readonly string[];
}

/** The connection, and what is read before the headers. */
export interface ReceivedOn {
  readonly settings: HttpSettings;
  readonly topology: GatewayTopology;
  /** Source of the connection, by the PROXY header if there is one. */
  readonly peer: WireAddress;
  readonly tls: boolean;
  readonly authority: string;
  readonly path: string;
  /** Headers of the request, without those that Envoy drops. */
  readonly headers: { readonly [name: string]: string };
}

/** Headers that Envoy removes before filters see them. */
const REMOVED = [
  'connection', 'upgrade', 'te', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'x-envoy-internal', 'host', 'x-forwarded-for',
  'x-envoy-downstream-service-cluster', 'x-envoy-downstream-service-node', 'x-envoy-retry-on', 'x-envoy-retry-grpc-on', 'x-envoy-max-retries',
  'x-envoy-upstream-alt-stat-name', 'x-envoy-upstream-rq-timeout-ms', 'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response', 'x-envoy-expected-rq-timeout-ms', 'x-envoy-force-trace', 'x-envoy-ip-tags',
  'x-envoy-original-url', 'x-envoy-hedge-on-per-try-timeout', 'x-envoy-decorator-operation', 'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names', 'x-envoy-original-path', 'x-envoy-attempt-count',
];

/**
 * Envoy's connection manager with `use_remote_address`, as gateways have it.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/common/http/conn_manager_utility.cc mutateRequestHeaders
 */
export function readRequest(request: TraceRequest, { settings, peer, tls, topology, authority, path, headers: received }: ReceivedOn): SeenRequest {
  const given = Object.entries(received).map(([name, value]) => [name.toLowerCase(), withoutBlanks(value, request)] as const);
  const lines = [...request.xForwardedFor ?? [], ...given.filter(([name]) => name === 'x-forwarded-for').map(([, value]) => value)];
  const xForwardedFor = joinLines(lines);
  const { client, why } = clientOf(xForwardedFor, settings, peer);
  const headers = new Map<string, string>();
  for (const [name, value] of given.filter(([its]) => !REMOVED.includes(its))) {
    headers.set(name, headers.has(name) ? `${headers.get(name)},${value}` : value);
  }
  const steps = [why];

  headers.set(':authority', authority);
  headers.set(':path', path);
  headers.set(':method', request.method ?? 'GET');
  const own = isLoopback(peer) ? request.podAddress ?? 'the address of the pod' : peer.text;
  const xff = settings.appendsXff ? appendEntry(xForwardedFor, own) : xForwardedFor;
  if (xff !== undefined) headers.set('x-forwarded-for', xff);
  const proto = settings.trustedHops > 0 ? headers.get('x-forwarded-proto') : undefined;
  if (proto !== undefined) steps.push(`x-forwarded-proto: ${proto} is trusted, because ${countOf(settings)} is not 0`);
  headers.set('x-forwarded-proto', proto ?? (tls ? 'https' : 'http'));
  headers.set(':scheme', scheme(headers.get('x-forwarded-proto')!, tls));
  headers.set('x-envoy-external-address', client.text);
  if (!headers.has('x-request-id')) headers.set('x-request-id', 'made by the gateway');
  if (!keepsCertificate(topology, request)) headers.delete('x-forwarded-client-cert');
  return { client, headers, steps };
}

/** HTTP/1 ignores blanks around values. */
export function withoutBlanks(value: string, { protocol }: TraceRequest): string {
  return protocol === TraceProtocol.HTTP2 ? value : value.replace(/^[ \t]+|[ \t]+$/g, '');
}

function clientOf(received: string | undefined, settings: HttpSettings, peer: WireAddress): { client: WireAddress; why: string } {
  const { trustedHops } = settings;
  const field = countOf(settings);
  if (trustedHops === 0) {
    const ignored = received === undefined ? '' : `, and X-Forwarded-For (${received}) is not read`;
    return { client: peer, why: `${field} is 0: the client is ${peer.text}, the source of the connection${ignored}` };
  }
  const { text, address } = entryFromTheRight(received, trustedHops);
  const place = `entry ${trustedHops} from the right of X-Forwarded-For`;
  if (address) return { client: address, why: `${field} is ${trustedHops}: the client is ${address.text}, ${place} (${received})` };
  const absent = received === undefined ? 'is not there' : `is missing (${received})`;
  const found = text === undefined ? absent : `is ${JSON.stringify(text)}, which is not a bare address`;
  const why = `${field} is ${trustedHops}, but ${place} ${found}: the client is ${peer.text}, the source of the connection`;
  return { client: peer, why };
}

/** What sets the count, as its author calls it. */
function countOf({ trustedHopsBy: patch }: HttpSettings): string {
  return patch === undefined ? 'numTrustedProxies' : `xff_num_trusted_hops (${patch.from})`;
}

function scheme(proto: string, tls: boolean): string {
  return /^https?$/i.test(proto) ? proto.toLowerCase() : tls ? 'https' : 'http';
}

/** Whether the client's X-Forwarded-Client-Cert is kept: as the topology says, in some modes only with a client certificate. */
function keepsCertificate({ forwardClientCertDetails: details }: GatewayTopology, { certificateNames }: TraceRequest): boolean {
  return details === 'ALWAYS_FORWARD_ONLY' || certificateNames !== undefined && (details === 'FORWARD_ONLY' || details === 'APPEND_FORWARD');
}
