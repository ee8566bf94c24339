import { Flight, through } from './chain';
import { Answer, backendOf, echo, Request, send } from './client';
import { GatewayPod } from './gateway-pod';
import { Manifest } from './kubernetes';
import { drawn } from './random';
import { Result } from './tally';
import { Attack, both, PLAIN } from '../attacks/attack';
import { spelledHosts } from '../attacks/hosts';
import { spelledPaths } from '../attacks/paths';
import { forgedProxyHeaders } from '../attacks/proxy-headers';
import { forgedXForwardedFor } from '../attacks/x-forwarded-for';
import { Entrance } from '../fixtures/entrances';
import { Rule } from '../fixtures/lists';

/** A way to speak to one of a gateway's servers. */
export interface Door {
  /** Name of the server. */
  readonly server: string;
  /** "HTTP/2 over TLS". */
  readonly speech: string;
  /** At the pod. */
  readonly address: string;
  /** As clients dial it. */
  readonly clientPort: number;
  /** Hosts that it serves. */
  readonly hosts: readonly string[];
  /** Whether it sends everybody to HTTPS. */
  readonly redirects: boolean;
  /** Whether the gateway's Service does not have its port, so that no proxy in front forwards it. */
  readonly unforeseen: boolean;
  /** The plain request for a host. */
  request(host: string): Flight['request'];
}

/** The doors of one of a Gateway's servers. */
export function doors(pod: GatewayPod, server: Manifest): Door[] {
  // A name for each wildcard.
  const hosts = server.hosts.map((host: string) => host.replace(/^.*\//, '').replace(/^\*\./, 'a.').replace(/^\*$/, 'any.example.net'));
  const ports = pod.services.flatMap(service => service.spec.ports).filter((port: Manifest) => port.port === server.port.number);
  // Without a Service port istiod listens at the number itself.
  const address = `${pod.address}:${ports[0]?.targetPort ?? server.port.number}`;
  const clientPort = server.port.number;
  const http3 = ports.some((port: Manifest) => port.protocol === 'UDP');
  const door = (speech: string, request: Door['request']): Door => ({
    server: server.port.name, speech, address, clientPort, hosts, request, redirects: !!server.tls?.httpsRedirect, unforeseen: ports.length === 0,
  });
  if (server.port.protocol === 'TCP') return [door('TCP', () => ({ protocol: 'tcp', raw: Buffer.from('hello\n') }))];
  if (server.tls?.mode === 'PASSTHROUGH') return [door('TLS passed through', host => ({ protocol: 'tcp', raw: Buffer.from('hello\n'), tls: { sni: host } }))];
  if (server.port.protocol === 'HTTP') {
    return [door('HTTP/1', host => ({ authority: host })), door('HTTP/2', host => ({ authority: host, protocol: 'h2' }))];
  }
  return [
    door('HTTP/1 over TLS', host => ({ authority: host, tls: { sni: host } })),
    door('HTTP/2 over TLS', host => ({ authority: host, protocol: 'h2', tls: { sni: host, alpn: ['h2'] } })),
    ...(http3 ? [door('HTTP/3', host => ({ authority: host, protocol: 'h3', tls: { sni: host } }))] : []),
  ];
}

interface Play {
  readonly says: string;
  readonly request: Request;
  readonly judge: (answer: Answer) => string | undefined;
}

/** Which backend answered, of TCP and TLS also. */
export function reached(answer: Answer): string | undefined {
  const http = backendOf(answer);
  if (http) return http;
  // An HTTP client may have got to a backend that speaks something else, which is garbage to them; and another client to Envoy's HTTP/1.1 400.
  return answer.status ? undefined : /^((?!HTTP\/)\S+\/\S+) [0-9a-f.:]+ /.exec(answer.body ?? '')?.[1];
}

/** Who can reach a gateway how. */
interface Entrances {
  readonly honest: readonly Entrance[];
  readonly forged: readonly Entrance[];
  /** Addresses that the gateway trusts. */
  readonly hops: readonly string[];
}

/** All that clients do under a rule: honestly, then all forgeries at once, for some Envoy never answers, and these are waited for. */
export async function play(rule: Rule, entrances: Entrances, all: readonly Door[]): Promise<Result[]> {
  return [await honestly(rule, entrances.honest, all), ...await forge(rule, entrances, all)];
}

/** How many forgeries, and whom they ask for. */
interface Extent {
  /** At each door so many, drawn by the seed. @default - all */
  readonly count?: number;
  /** @default - the hosts of these doors */
  readonly names?: readonly string[];
}

/** The forgeries alone. */
export function forge(
  rule: Rule, { forged, hops }: Entrances, all: readonly Door[], { count = Infinity, names = namesAt(all) }: Extent = {},
): Promise<Result[]> {
  return Promise.all(forged.map(entrance => forging(rule, entrance, all, hops, count, names)));
}

/** WHOLE=1 plays everything where a part is drawn. */
const WHOLE = !!process.env.WHOLE;

/** The hosts that one can ask for at some doors. */
export function namesAt(all: readonly Door[]): string[] {
  return [...new Set(all.flatMap(door => door.hosts))];
}

/** Everybody takes the declared way: the listed come in, the others only where the rule does not cover. */
export async function honestly(rule: Rule, entrances: readonly Entrance[], all: readonly Door[]): Promise<Result> {
  const clients = [...rule.listed, ...rule.intruders];
  const paths = ['/', ...rule.exempt ? [rule.exempt] : []];
  const open = all.filter(({ redirects }) => !redirects);
  return act(entrances.flatMap(entrance => open.flatMap(door => door.hosts.flatMap(host => clients.flatMap(client => paths.flatMap(path => {
    const request = fly(entrance, door, client, { ...door.request(host), path }, Buffer.alloc(0));
    return request ? [{
      says: `${client} ${entrance.name}, ${door.speech}, ${door.server} ${host}${path}`,
      request,
      judge: (answer: Answer) => {
        const backend = reached(answer);
        const asked = door.request(host).protocol === 'tcp' ? door.server : host;
        const admitted = path === rule.exempt || rule.listed.includes(client) || !rule.covers(door.server, `/${asked}`, asked);
        if (admitted === (backend !== undefined)) return undefined;
        return admitted ? `refused: ${tell(answer)}` : `ADMITTED to ${backend}`;
      },
    }] : [];
  }))))));
}

/** Intruders do what they can at one entrance. None may reach what the rule covers. */
async function forging(
  rule: Rule, entrance: Entrance, all: readonly Door[], hops: readonly string[], count: number, names: readonly string[],
): Promise<Result> {
  const sent = new Set<string>();
  return act(all.flatMap(door => picked(rule, door, entrance, hops, count, names).flatMap(({ attack, by }) => by.flatMap(intruder => {
    const host = rule.host && door.hosts.includes(rule.host) ? rule.host : door.hosts[0];
    const plain = door.request(host);
    const shown = plain.tls ? { ...plain, tls: { ...plain.tls, ...entrance.certificate } } : plain;
    const request = fly(entrance, door, entrance.from ?? intruder, (attack.spell ?? (it => it))(shown), attack.prefix ?? Buffer.alloc(0));
    const bytes = JSON.stringify(request);
    if (sent.has(bytes)) return []; // a layer-7 hop has made two attacks the same
    sent.add(bytes);
    return request ? [{
      says: `${intruder} ${entrance.name}, ${door.speech}, ${door.server}: ${attack.name}`,
      request: { ...request, timeoutMs: 700 },
      judge: (answer: Answer) => {
        const backend = reached(answer);
        const path = echo(answer)?.path.split('?')[0];
        const exempted = path !== undefined && (path === rule.exempt || rule.exempted?.test(path));
        return backend !== undefined && rule.covers(door.server, backend, echo(answer)?.host.join()) && !exempted ? `ADMITTED to ${backend}` : undefined;
      },
    }] : [];
  }))));
}

/** An attack and those who try it. */
interface Tried {
  readonly attack: Attack;
  readonly by: readonly string[];
}

/** So many of the attacks, every name, and so many pairs of names. */
function picked(rule: Rule, door: Door, entrance: Entrance, hops: readonly string[], count: number, names: readonly string[]): Tried[] {
  const [hosts, servers] = otherNames(door, names);
  const some = <T>(all: T[], what: string) => count < all.length && !WHOLE
    ? drawn(all, `${what}, ${rule.name}, ${entrance.name}, ${door.server}, ${door.speech}`, count) : all;
  return [
    ...some(attacks(rule, door, entrance, hops), 'attacks'),
    ...[...hosts, ...servers, ...some(both(servers, hosts), 'names')].map(attack => ({ attack, by: rule.intruders.slice(0, 1) })),
  ];
}

/** Whoever the intruder is, a host and a path are spelled alike. */
function attacks(rule: Rule, door: Door, entrance: Entrance, hops: readonly string[]): Tried[] {
  const proxy = [PLAIN, ...forgedProxyHeaders(rule.impersonated, [door.clientPort, Number(door.address.split(':').pop()), 80, 443, 0])];
  const xff = forgedXForwardedFor(rule.impersonated, hops);
  const [header] = both([proxy[2]], [xff[0]]);
  const isHttp = door.request('x').protocol !== 'tcp';
  const claims = isHttp ? [...proxy, ...xff, ...both([proxy[2]], xff)] : proxy;
  // Behind a proxy the spelling arrives as it is; straight at the pod it may need forged headers to be read at all.
  const as = entrance.hops || entrance.to ? [PLAIN] : [PLAIN, header];
  const spellings = isHttp ? [
    ...rule.host ? both(spelledHosts(rule.host, rule.openHost!), as) : [],
    ...rule.exempt ? spelledPaths(rule.host!, rule.exempt) : [],
  ] : [];
  return [
    ...claims.map(attack => ({ attack, by: rule.intruders })),
    ...spellings.map(attack => ({ attack, by: rule.intruders.slice(0, 1) })),
  ];
}

/** A client who asks for other servers' names: as the host, and in TLS. */
function otherNames(door: Door, names: readonly string[]): [Attack[], Attack[]] {
  const { protocol, tls } = door.request('x');
  const hosts: Attack[] = protocol === 'tcp' ? [] : names.map(authority => ({ name: `Host ${authority}`, spell: plain => ({ ...plain, authority }) }));
  const servers: Attack[] = tls ? names.flatMap(name => [name, name.toUpperCase()]).map(sni => ({
    name: `SNI ${sni}`, spell: plain => ({ ...plain, tls: { ...plain.tls, sni } }),
  })) : [];
  return [hosts, servers];
}

/** The request as it arrives at the gateway; none where the last wire would have to carry what cannot be here. */
function fly(entrance: Entrance, door: Door, from: string, request: Flight['request'], prefix: Buffer): Request | undefined {
  if (entrance.speech && entrance.speech !== door.speech) return undefined;
  if (entrance.to && door.unforeseen) return undefined;
  const flight = through(entrance.hops?.(door.clientPort) ?? [], from, request, prefix);
  if (flight.request.protocol === 'tcp' && flight.request.headers) return undefined; // a layer-7 proxy passes HTTP on, and nothing else
  const to = entrance.to?.(door.clientPort, flight.from) ?? door.address;
  if (flight.from.includes(':') !== to.includes('[')) return undefined; // the pods here have IPv4 addresses only
  if (flight.request.protocol === 'h3' && flight.prefix.length > 0) return undefined; // QUIC carries no PROXY header
  return { ...flight.request, from: flight.from, prefix: flight.prefix, to };
}

async function act(plays: Play[]): Promise<Result> {
  const answers = await send(plays.map(({ request }) => request));
  const wrong = plays.flatMap(({ says, judge }, index) => {
    const verdict = judge(answers[index]);
    return verdict ? [`${says}: ${verdict}`] : [];
  });
  return { sent: plays.length, wrong };
}

function tell(answer: Answer): string {
  return answer.outcome === 'response' ? `${answer.status} ${answer.body?.slice(0, 60)}` : `${answer.outcome} ${answer.error ?? ''}`;
}
