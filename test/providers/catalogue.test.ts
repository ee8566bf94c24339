import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { GatewayServer } from '../../src';
import { CATALOGUE } from '../../src/providers/catalogue';
import { READABLE } from '../../src/providers/catalogue/reading';
import { emittedBy, one } from '../gateway/emitted';
import { BEHIND_CDN, ENTRIES, EXAMPLE, Stand, USES, behindCdn, differentGateways, outcome, pair, stands } from '../support/catalogue';
import { part } from '../support/random';

/*
 * Every entry of the catalogue in every use: the externalTrafficPolicy that its Service gets, or the code of the error.
 * Where there are two, the first is with a guard on its addresses (which needs Local), the second with a lock elsewhere (which allows Cluster).
 */
const TABLE: [string, string, string, string, string, string, string][] = [
  // the entry, plain, with PROXY, reading HTTP, both of these; behind a CDN: plain, with PROXY
  ['aws-classic-elb', 'no such option', 'Local', 'no such option', 'no such option', 'no such option', 'Local'],
  ['aws-nlb-cloud-provider', 'Local', 'Local | Cluster', 'no such option', 'no such option', 'Local', 'Local | Cluster'],
  ['aws-nlb-instance', 'Local', 'Local | Cluster', 'no such option', 'no such option', 'Local', 'Local | Cluster'],
  ['aws-nlb-ip', 'Cluster', 'Cluster', 'no such option', 'no such option', 'Cluster', 'Cluster'],
  ['aws-alb', 'no such option', 'no such option', 'Local', 'no such option', 'no such option', 'no such option'],
  ['aws-cloudfront', 'no such option', 'no such option', 'Local', 'no such option', 'no such option', 'no such option'],
  ['google-proxy-network', 'lost-address', 'Cluster', 'no such option', 'no such option', 'Cluster', 'Cluster'],
  ['google-private-service-connect', 'lost-address', 'Local', 'no such option', 'no such option', 'Local', 'Local'],
  ['google-http', 'no such option', 'no such option', 'Cluster', 'no such option', 'no such option', 'no such option'],
  ['google-http-regional', 'no such option', 'no such option', 'no such option', 'no such option', 'no such option', 'no such option'],
  ['azure-front-door', 'no such option', 'no such option', 'Local', 'no such option', 'no such option', 'no such option'],
  ['azure-application-gateway', 'no such option', 'no such option', 'Local', 'no such option', 'no such option', 'no such option'],
  ['azure-application-gateway-tcp', 'lost-address', 'Local', 'no such option', 'no such option', 'Local', 'Local'],
  ['cloudflare', 'no such option', 'no such option', 'Local', 'no such option', 'no such option', 'no such option'],
  ['cloudflare-spectrum', 'lost-address', 'Local', 'no such option', 'no such option', 'Local', 'Local'],
  ['fastly', 'no such option', 'no such option', 'Local', 'no such option', 'no such option', 'no such option'],
  ['akamai', 'no such option', 'no such option', 'Local', 'no such option', 'no such option', 'no such option'],
  ['haproxy', 'no such option', 'Local', 'no such option', 'no such option', 'no such option', 'Local'],
  ['haproxy-http', 'no such option', 'no such option', 'no such option', 'no such option', 'no such option', 'no such option'],
  ['nginx', 'no such option', 'Local', 'no such option', 'no such option', 'no such option', 'Local'],
  ['nginx-http', 'no such option', 'no such option', 'no such option', 'no such option', 'no such option', 'no such option'],
  ['google-passthrough', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['google-internal-passthrough', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['azure-lb', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['azure-private-link', 'lost-address', 'Local | Cluster', 'no-http-mode', 'no-http-mode', 'Local | Cluster', 'Local | Cluster'],
  ['digitalocean', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['digitalocean-network', 'unconfirmed', 'unconfirmed', 'no-http-mode', 'no-http-mode', 'unconfirmed', 'unconfirmed'],
  ['hetzner', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['linode', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['scaleway', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['vultr', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['civo', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['exoscale', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['upcloud', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['cloudscale', 'lost-address', 'Local | Cluster', 'no-http-mode', 'no-http-mode', 'Local | Cluster', 'Local | Cluster'],
  ['outscale', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['ionos', 'unconfirmed', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'unconfirmed', 'no-proxy-protocol'],
  ['octavia', 'lost-address', 'Local | Cluster', 'Local | Cluster', 'proxy-in-http-mode', 'Local | Cluster', 'Local | Cluster'],
  ['octavia-ovn', 'unconfirmed', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'unconfirmed', 'no-proxy-protocol'],
  ['ovh-octavia', 'lost-address', 'Local | Cluster', 'no-http-mode', 'no-http-mode', 'Local | Cluster', 'Local | Cluster'],
  ['ovh-iolb', 'lost-address', 'Local', 'unconfirmed', 'unconfirmed', 'Local', 'Local'],
  ['stackit', 'lost-address', 'traffic-policy | Cluster', 'no-http-mode', 'no-http-mode', 'traffic-policy | Cluster', 'traffic-policy | Cluster'],
  ['yawol', 'lost-address', 'Local | Cluster', 'no-http-mode', 'no-http-mode', 'Local | Cluster', 'Local | Cluster'],
  ['oracle', 'lost-address', 'Local | Cluster', 'Local | Cluster', 'proxy-in-http-mode', 'Local | Cluster', 'Local | Cluster'],
  ['oracle-network', 'Local', 'Local', 'no-http-mode', 'no-http-mode', 'Local', 'Local'],
  ['ibm-vpc-alb', 'lost-address', 'Local | Cluster', 'unconfirmed', 'unconfirmed', 'Local | Cluster', 'Local | Cluster'],
  ['ibm-vpc-nlb', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['ibm-classic-nlb', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['alibaba-clb', 'Local', 'unguarded-trust | Cluster', 'unconfirmed', 'unconfirmed', 'Local', 'Local'],
  ['alibaba-nlb', 'Local', 'Local | Cluster', 'no-http-mode', 'no-http-mode', 'Local', 'Local | Cluster'],
  ['tencent-clb', 'Local', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'Local', 'unconfirmed'],
  ['huawei-shared', 'Local', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'Local', 'unconfirmed'],
  ['huawei-open-source', 'Local', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'Local', 'unconfirmed'],
  ['huawei-dedicated', 'Local', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'Local', 'unconfirmed'],
  ['yandex', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['volcengine-clb', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'unconfirmed'],
  ['metallb', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['kube-vip', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['cilium-bgp', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['cilium-l2', 'unconfirmed', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'unconfirmed', 'no-proxy-protocol'],
  ['k3s-servicelb', 'Local', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'Local', 'no-proxy-protocol'],
  ['equinix-metal', 'unconfirmed', 'no-proxy-protocol', 'no-http-mode', 'no-http-mode', 'unconfirmed', 'no-proxy-protocol'],
];

test.each(TABLE)('%s', (id, ...expected) => {
  const entry = ENTRIES.find(known => known.id === id)!;
  expect([
    ...USES.map(use => pair(policy => outcome(() => entry.chain(use, policy, EXAMPLE)))),
    ...BEHIND_CDN.map(use => pair(policy => outcome(() => behindCdn(entry, use, policy, EXAMPLE)))),
  ]).toEqual(expected);
});

test('no entry is left out', () => {
  expect(TABLE.map(([id]) => id)).toEqual(ENTRIES.map(({ id }) => id));
});

/** The annotations that a controller knows. */
interface Known {
  readonly names: string[];
  readonly prefixes?: string[];
}

const FOLDER = join(__dirname, '..', 'data', 'controllers');
const CONTROLLERS: Record<string, Known> = Object.fromEntries(readdirSync(FOLDER).filter(file => file.endsWith('.json'))
  .map(file => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))]));
const OURS = 'cdk8s-istio-source-ip/no-clients-inside';

/** The names, of which one that ends in "*" is a beginning, that a controller does not know. */
function unknown(controller: string, names: string[]): string[] {
  const { names: known, prefixes = [] } = CONTROLLERS[controller];
  return names.filter(name => name !== OURS && !known.includes(name) && !prefixes.some(prefix => name.startsWith(prefix))
    && !(name.endsWith('*') && known.some(other => other.startsWith(name.slice(0, -1)))));
}

const servers = () => [
  GatewayServer.http({ name: 'web', hosts: ['www.example.com'] }),
  GatewayServer.https({ name: 'tls-web', hosts: ['www.example.com'], credentialName: 'web' }),
];

describe('what is emitted is valid, and its annotations are known to the controller', () => {
  test.each(part(stands(), 'what is emitted', 60).map(stand => [stand.name, stand] as const))('%s', (_, { entry, topology }) => {
    const made = topology();
    const service = one(emittedBy({ topology: made, servers: servers() }), 'Service');
    expect(unknown(entry.controller, Object.keys(service.metadata.annotations ?? {}))).toEqual([]);
    expect(service.spec.externalTrafficPolicy).toBe(service.spec.type === 'ClusterIP' ? undefined : made.externalTrafficPolicy);
  });
});

/** What istiod and Envoy get of a gateway: everything except the Service and the names of proxies. */
function gatewayOf({ topology }: Stand): string {
  const made = topology();
  const names = new RegExp(`\\b(${made.proxies.map(({ name }) => name).join('|')})\\b`, 'g');
  const objects = emittedBy({ topology: made, servers: servers() }).filter(({ kind }) => kind !== 'Service');
  objects.forEach(({ metadata }) => delete metadata.annotations);
  return JSON.stringify(objects).replace(names, 'proxy');
}

describe('where one represents others, their gateways are the same', () => {
  test.each(differentGateways().map(stand => [stand.name, stand] as const))('%s', (_, stand) => {
    const own = gatewayOf(stand);
    expect(stand.like.filter(other => gatewayOf(other) !== own).map(({ name }) => name)).toEqual([]);
  });

  test('and none is left out', () => {
    const names = differentGateways().flatMap(({ name, like }) => [name, ...like.map(other => other.name)]);
    expect(names.sort()).toEqual(stands().map(({ name }) => name).sort());
  });
});

const DATA = new Set([...Object.values(CATALOGUE), ...READABLE]);

test.each([...DATA].map(entry => [entry.title, entry] as const))('%s: all annotations of the data are known to the controller', (_, entry) => {
  const ways = [entry, entry.plain, entry.proxy, entry.http].flatMap(way => 'annotations' in way ? Object.keys(way.annotations ?? {}) : []);
  const { proxy = [], http = [] } = entry.reading?.controller ?? {};
  const switches = [proxy, http].flatMap(some => some === 'not known' ? [] : some).map(({ annotation }) => annotation);
  expect(unknown(entry.controller, [...ways, ...switches, ...entry.hostname ? [entry.hostname] : [], ...entry.rivals ?? []])).toEqual([]);
});

test.each([
  ['digitalocean', 'service.beta.kubernetes.io/do-loadbalancer-enable-proxyprotocol'],
  ['huawei-open-source', 'kubernetes.io/elb.transparent-client-ip'],
  ['huawei-cce', 'kubernetes.io/elb.enable-transparent-client-ip'],
  ['linode', 'service.beta.kubernetes.io/linode-loadbalancer-default-proxy-*-protocol'],
])('a name that %s does not know is found: %s', (controller, name) => {
  expect(unknown(controller, [name])).toEqual([name]);
});
