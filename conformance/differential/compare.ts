import { stringify } from 'yaml';
import { Arrival, Case, manifestsOf, meshConfig } from './cases';
import { GATEWAYS, PORTS } from './gateways';
import { Manifests } from '../../src/manifests';
import { Trace, TraceProtocol, TraceRequest, Tracer, TraceVerdict } from '../../src/trace';
import { reached } from '../fixtures/play';
import { Answer, echo, Request, send } from '../rig/client';
import { GatewayPod } from '../rig/gateway-pod';
import { proxyV2 } from '../rig/proxy-header';
import { proxyVersion } from '../versions';

/** The headers about the client that both tell. */
const COMPARED = ['x-forwarded-for', 'x-envoy-external-address', 'x-forwarded-proto'];

/** Asks the gateway and the tracer the same; says where they disagree. */
export async function disagreements(it: Case, pod: GatewayPod): Promise<string[]> {
  const { manifests } = GATEWAYS.find(({ name }) => name === it.gateway)!;
  const read = Manifests.fromText([...manifests, meshConfig(it), ...manifestsOf(it)].map(manifest => stringify(manifest)).join('---\n'));
  const tracer = new Tracer(read, { istioVersion: proxyVersion() });
  const ofAnyVersion = new Tracer(read);
  const answers = await send(it.arrivals.map(arrival => request(arrival, pod)));
  return it.arrivals.flatMap((arrival, index) => {
    const traced: TraceRequest = {
      peer: arrival.peer,
      proxy: arrival.proxy,
      xForwardedFor: [...arrival.xff],
      host: arrival.host,
      path: arrival.path,
      method: arrival.method,
      headers: {
        ...arrival.key === undefined ? {} : { 'x-key': decoded(arrival.key) }, ...arrival.spelledKey === undefined ? {} : { x_key: arrival.spelledKey },
      },
      port: PORTS[arrival.server],
      tls: speaksTls(arrival.server),
      serverName: arrival.sni ?? '',
      protocol: isOpaque(arrival.server) ? TraceProtocol.TCP : arrival.http2 ? TraceProtocol.HTTP2 : TraceProtocol.HTTP1,
      podAddress: pod.address,
    };
    const trace = tracer.trace(traced);
    const { verdict } = ofAnyVersion.trace(traced);
    const [told, seen] = [expected(trace), observed(answers[index])];
    const isRight = told === seen && [trace.verdict, TraceVerdict.UNCERTAIN].includes(verdict);
    return isRight ? [] : [`${JSON.stringify(arrival)}\n  trace: ${told}, of any version ${verdict}\n  Envoy: ${seen}\n${trace}`];
  });
}

/** Bytes as trace reads them: UTF-8, and U+DC80 to U+DCFF for what is not. */
const decoded = (bytes: string) => Buffer.from(bytes, 'latin1').toString().replace(/\ufffd/g, () => '\udcff');

const speaksTls = (server: string) => server === 'https' || server === 'tls';
const isOpaque = (server: string) => server === 'tcp' || server === 'tls';

function request({ server, http2, peer, proxy, xff, host, sni, method, path, key, spelledKey }: Arrival, pod: GatewayPod): Request {
  const to = `${pod.address}:${PORTS[server]}`;
  const prefix = proxy === undefined ? undefined : proxy === 'LOCAL' ? proxyV2('203.0.113.7', '192.0.2.80', 1, 1, { command: 'LOCAL' }) : Buffer.from(`${proxy}\r\n`);
  const opaque = isOpaque(server);
  const tls = speaksTls(server) ? { sni: sni ?? '', ...(http2 && !opaque && { alpn: ['h2'] }) } : undefined;
  if (opaque) return { to, from: peer, prefix, tls, protocol: 'tcp', raw: Buffer.from('hello\n'), timeoutMs: 1500 };
  return {
    to,
    from: peer,
    prefix,
    tls,
    method,
    path,
    authority: host,
    protocol: http2 ? 'h2' : 'h1',
    timeoutMs: 1500,
    headers: [
      ...xff.map((line): [string, string] => ['x-forwarded-for', line]),
      ...Object.entries({ 'x-key': key, 'x_key': spelledKey }).flatMap(([name, value]): [string, string][] => value === undefined ? [] : [[name, value]]),
    ],
  };
}

function expected(trace: Trace): string {
  switch (trace.verdict) {
    case TraceVerdict.ADMITTED: return `admitted ${JSON.stringify(COMPARED.map(name => trace.backendHeaders[name]))}`;
    case TraceVerdict.DENIED: return 'denied';
    case TraceVerdict.NOT_FOUND: return 'not found';
    case TraceVerdict.BAD_REQUEST: return 'not accepted';
    case TraceVerdict.CLOSED: return 'not accepted';
    default: return `${trace.verdict} ${trace.status}`;
  }
}

/** Over HTTP/2 Envoy resets what it answers with 400 over HTTP/1, or leaves it unanswered. */
function observed(answer: Answer): string {
  const account = echo(answer);
  if (account) {
    const header = (name: string) => account.headers.find(([key]) => key === name)?.[1];
    return `admitted ${JSON.stringify(COMPARED.map(header))}`;
  }
  if (reached(answer)) return `admitted ${JSON.stringify(COMPARED.map(() => undefined))}`;
  if (answer.outcome !== 'response' || answer.status === 400) return 'not accepted';
  if (answer.status === 403 && answer.body === 'RBAC: access denied') return 'denied';
  if (answer.status === 404) return 'not found';
  return `ANSWERED ${answer.status}`;
}
