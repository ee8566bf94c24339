import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';
import { stringify } from 'yaml';
import { Manifests } from '../../src/manifests';
import { TraceRequest, Tracer } from '../../src/trace';
import { reached } from '../fixtures/play';
import { backend } from '../rig/backends';
import { Certificate, certificate, certificateFiles } from '../rig/certificates';
import { Answer, Request, send } from '../rig/client';
import { synced } from '../rig/istio';
import { apply, get, kubectl, list, Manifest, remove } from '../rig/kubernetes';
import { plainDeployment, secretReader } from '../rig/plain-gateway';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';
import { ISTIO } from '../versions';

// What Istio 1.30 and 1.31 brought, on the real gateway: trace says what Envoy does. On an older Istio its API server refuses some of it.

const CLIENT = '203.0.113.7';
const PARTNER = 'spiffe://partner.example/ns/apps/sa/web';

/** istiod, as it is installed here. */
const ISTIOD: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: { template: { spec: { containers: [{ name: 'discovery', image: `docker.io/istio/pilot:${ISTIO}` }] } } },
};

const PORTS: Record<string, number> = { http: 8080, mutual: 8443, lax: 9443 };
const mutual = (name: string, number: number, more = {}) => ({
  port: { name, number, protocol: 'HTTPS' }, hosts: ['www.example.com'], tls: { mode: 'MUTUAL', credentialName: 'web', caCertCredentialName: 'web-cacert', ...more },
});

/** A gateway of a namespace, with servers that ask for client certificates. */
function gateway(name: string, gatewayTopology: object, servers: readonly object[]): Manifest[] {
  const metadata = { name, namespace: name };
  const labels = { app: name };
  return [
    ...secretReader(name, name),
    plainDeployment(name, { gatewayTopology }),
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: Object.entries(PORTS).map(([its, port]) => ({ name: `tcp-${its}`, port })) } },
    { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata, spec: { selector: labels, servers } },
  ];
}

const HTTP = { port: { name: 'http', number: 8080, protocol: 'HTTP' }, hosts: ['www.example.com'] };
const LAX = mutual('lax', 9443, { insecureSkipVerify: true });
const listeners = (mode?: string) => ({
  gatewayClassName: 'istio',
  listeners: [
    { name: 'http', port: 8080, protocol: 'HTTP', hostname: 'www.example.com' },
    { name: 'mutual', port: 8443, protocol: 'HTTPS', hostname: 'www.example.com', tls: { certificateRefs: [{ name: 'web' }] } },
  ],
  tls: { frontend: { default: { validation: { ...(mode && { mode }), caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] } } } },
});
const apiGateway = (name: string, mode?: string): Manifest =>
  ({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name, namespace: name }, spec: listeners(mode) });

/** A request to a server of a gateway. */
interface Ask {
  readonly gateway?: string;
  /** A server's name, or a port. */
  readonly server?: string | number;
  readonly certificate?: 'partner' | 'local' | 'self-signed';
  readonly path?: string;
  readonly xff?: string;
}

const NAMES: Record<string, string> = { 'partner': PARTNER, 'local': 'spiffe://cluster.local/ns/apps/sa/web', 'self-signed': PARTNER };

const object = (kind: string, name: string, spec: object, namespace = 'plain'): Manifest => ({
  apiVersion: { AuthorizationPolicy: 'security.istio.io/v1', EnvoyFilter: 'networking.istio.io/v1alpha3', TrafficExtension: 'extensions.istio.io/v1alpha1' }[kind]!,
  kind,
  metadata: { name, namespace },
  spec,
});
const deny = (rule: object, name = 'deny') => object('AuthorizationPolicy', name, { action: 'DENY', rules: [rule] });
const from = (source: object) => ({ from: [{ source }] });
const custom = (provider: string, path = '/') =>
  object('AuthorizationPolicy', provider.replace('_', '-'), { action: 'CUSTOM', provider: { name: provider }, rules: [{ to: [{ operation: { paths: [`${path}*`] } }] }] });
const filter = (applyTo: string, operation: string, value: object, listener = {}, namespace = 'plain') =>
  object('EnvoyFilter', 'filter', { configPatches: [{ applyTo, match: { context: 'GATEWAY', listener }, patch: { operation, value } }] }, namespace);
const HCM = { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } };
const TYPES = 'type.googleapis.com/envoy.extensions.filters';
const INSPECTOR = { name: 'envoy.filters.listener.tls_inspector', typed_config: { '@type': `${TYPES}.listener.tls_inspector.v3.TlsInspector` } };
const ONE_HOP = { typed_config: { '@type': `${TYPES}.network.http_connection_manager.v3.HttpConnectionManager`, 'xff_num_trusted_hops': 1 } };
const listenerFilters = (operation: string) => filter('LISTENER', operation, { listener_filters: [INSPECTOR] }, {}, 'proxied');
const foreign = (namespace: string): Manifest => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'foreign', namespace },
  spec: { selector: { 'gateway.networking.k8s.io/gateway-name': 'api' }, servers: [{ port: { name: 'foreign', number: 9999, protocol: 'HTTP' }, hosts: ['*'] }] },
});

/** What is applied, a request, and what happens to it on Istio 1.31. */
const ROWS: readonly (readonly [sentence: string, objects: readonly Manifest[], ask: Ask, verdict: string])[] = [
  ['trustDomains: the domain of the certificate', [deny(from({ trustDomains: ['partner.example'] }))], { certificate: 'partner' }, 'DENIED'],
  ['trustDomains: a part of it', [deny(from({ trustDomains: ['example', 'partner'] }))], { certificate: 'partner' }, 'ADMITTED'],
  ['trustDomains: a suffix', [deny(from({ trustDomains: ['*.example'] }))], { certificate: 'partner' }, 'DENIED'],
  ['trustDomains: a prefix', [deny(from({ trustDomains: ['partner*'] }))], { certificate: 'partner' }, 'DENIED'],
  ['trustDomains: a dot is a dot', [deny(from({ trustDomains: ['*rtner-example', 'partner-*'] }))], { certificate: 'partner' }, 'ADMITTED'],
  ['trustDomains: any', [deny(from({ trustDomains: ['*'] }))], { certificate: 'partner' }, 'DENIED'],
  ['trustDomains: any, and no certificate', [deny(from({ trustDomains: ['*'] }))], { server: 'http' }, 'ADMITTED'],
  ['notTrustDomains', [deny(from({ notTrustDomains: ['cluster.local'] }))], { certificate: 'partner' }, 'DENIED'],
  ['notTrustDomains of one of the mesh', [deny(from({ notTrustDomains: ['cluster.local'] }))], { certificate: 'local' }, 'ADMITTED'],
  ['notTrustDomains without a certificate', [deny(from({ notTrustDomains: ['cluster.local'] }))], { server: 'http' }, 'DENIED'],
  ['source.trustDomain', [deny({ when: [{ key: 'source.trustDomain', values: ['partner.example'] }] })], { certificate: 'partner' }, 'DENIED'],
  ['principals: a dot in the end is a dot', [deny(from({ principals: ['*.apps/sa/web'] }))], { certificate: 'partner' }, 'ADMITTED'],
  ['namespaces: a dot is a dot', [deny(from({ namespaces: ['a.ps'] }))], { certificate: 'partner' }, 'ADMITTED'],
  ['serviceAccounts: a dot is a dot', [deny(from({ serviceAccounts: ['a.ps/web'] }))], { certificate: 'partner' }, 'ADMITTED'],
  ['CUSTOM with one provider, who says yes', [custom('first')], { server: 'http' }, 'ADMITTED'],
  ['CUSTOM with two providers', [custom('first'), custom('second', '/other')], { server: 'http' }, 'DENIED'],
  ['CUSTOM with two providers, and a request that neither is asked about', [custom('first', '/a'), custom('second', '/b')], { server: 'http' }, 'ADMITTED'],
  ['CUSTOM with a provider whose name is not a DNS label', [custom('my_authz')], { server: 'http' }, 'DENIED'],
  ['MERGE of a listener filter', [listenerFilters('MERGE')], { gateway: 'proxied', server: 'http' }, 'CLOSED'],
  ['MERGE_AND_REPLACE_LIST of a listener filter', [listenerFilters('MERGE_AND_REPLACE_LIST')], { gateway: 'proxied', server: 'http' }, 'ADMITTED'],
  ['MERGE of xff_num_trusted_hops', [filter('NETWORK_FILTER', 'MERGE', ONE_HOP, HCM), deny(from({ remoteIpBlocks: [CLIENT] }))], { server: 'http', xff: CLIENT }, 'DENIED'],
  ['MERGE_AND_REPLACE_LIST of xff_num_trusted_hops', [filter('NETWORK_FILTER', 'MERGE_AND_REPLACE_LIST', ONE_HOP, HCM), deny(from({ remoteIpBlocks: [CLIENT] }))],
    { server: 'http', xff: CLIENT }, 'ADMITTED'],
  ['a certificate that nobody signed', [], { certificate: 'self-signed' }, 'CLOSED'],
  ['a certificate that nobody signed, with insecureSkipVerify', [], { server: 'lax', certificate: 'self-signed' }, 'ADMITTED'],
  ['no certificate, with insecureSkipVerify', [], { server: 'lax' }, 'CLOSED'],
  ['the frontend of a Gateway, and no certificate', [], { gateway: 'api', server: 'mutual' }, 'CLOSED'],
  ['AllowInsecureFallback of a Gateway, and no certificate', [], { gateway: 'fallback', server: 'mutual' }, 'ADMITTED'],
  ['an Istio Gateway of the same namespace on the pods of a Gateway', [foreign('api')], { gateway: 'api', server: 9999 }, 'ADMITTED'],
  ['an Istio Gateway of another namespace on the pods of a Gateway', [foreign('plain')], { gateway: 'api', server: 9999 }, 'CLOSED'],
];

describe('Differential', () => {
  let scenario: Scenario;
  let shown: readonly Manifest[];

  beforeAll(async () => {
    const ca = await certificate('origin-ca');
    await certificate('partner', ca, NAMES.partner);
    await certificate('local', ca, NAMES.local);
    await certificate('self-signed', undefined, PARTNER);
    const isNew = !ISTIO.startsWith('1.29') && !ISTIO.startsWith('1.30');
    const gateways = [...gateway('plain', {}, [HTTP, mutual('mutual', 8443), ...isNew ? [LAX] : []]), ...gateway('proxied', { proxyProtocol: {} }, [HTTP])];
    const made = [apiGateway('api'), apiGateway('fallback', 'AllowInsecureFallback')];
    const around = made.map(({ metadata: { name } }) => caMap(name, ca));
    const text = [...gateways, ...around, ...made].map(manifest => stringify(manifest)).join('---\n');
    scenario = await Scenario.up(outdir => {
      writeFileSync(join(outdir, 'gateways.k8s.yaml'), text);
      return new App({ outdir });
    });
    const target = await backend('foreign', 'http');
    const routes = ['api', 'plain'].map((namespace): Manifest => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'foreign', namespace },
      spec: { gateways: ['foreign'], hosts: ['*'], http: [{ route: [{ destination: { host: target.host, port: { number: target.port } } }] }] },
    }));
    const mesh = await providers();
    await apply([mesh, ...routes]);
    shown = [...scenario.manifests, ISTIOD, mesh, ...routes];
    await synced();
  });
  afterAll(() => scenario?.down());

  test.each(ROWS)('%s', async (_, objects, ask, verdict) => {
    // An older API server refuses what it does not know.
    await Promise.allSettled(objects.map(one => apply([one])));
    await synced();
    const pod = scenario.gateway(`${ask.gateway ?? 'plain'}${['api', 'fallback'].includes(ask.gateway ?? '') ? '-istio' : ''}`);
    const [port, names] = [typeof ask.server === 'number' ? ask.server : PORTS[ask.server ?? 'mutual'], ask.certificate && [NAMES[ask.certificate]]];
    const tls = ![8080, 9999].includes(port);
    const traced: TraceRequest = {
      peer: CLIENT.replace(/7$/, '66'),
      port,
      tls,
      host: 'www.example.com',
      path: ask.path,
      xForwardedFor: ask.xff ? [ask.xff] : [],
      // Who shows a certificate that the server refuses has shown none.
      certificateNames: ask.certificate === 'self-signed' && ask.server !== 'lax' ? undefined : names,
    };
    const tracer = new Tracer(Manifests.fromText([...shown, ...objects].map(one => stringify(one)).join('---\n')), { gateway: `${ask.gateway ?? 'plain'}/${ask.gateway ?? 'plain'}` });
    const files = ask.certificate && certificateFiles(ask.certificate);
    const [answer] = await send([{
      to: `${pod.address}:${port}`,
      from: traced.peer,
      authority: 'www.example.com',
      path: ask.path ?? '/',
      timeoutMs: 3000,
      headers: ask.xff ? [['x-forwarded-for', ask.xff]] : [],
      ...tls ? { tls: { sni: 'www.example.com', ...files } } : {},
    } as Request]);
    record(1);
    await remove([...objects]);
    const says = tracer.trace(traced);
    expect([observed(answer), says.verdict.toString()]).toEqual(ISTIO.startsWith('1.31') ? [verdict, verdict] : [says.verdict, says.verdict]);
  });

  test('a match by transportSocket is refused, or left out without validation, before Istio 1.32', async () => {
    const patch = filter('NETWORK_FILTER', 'MERGE', ONE_HOP, { filterChain: { ...HCM.filterChain, transportSocket: 'envoy.transport_sockets.tls' } });
    await expect(apply([patch])).rejects.toThrow(/unknown field "transportSocket"/);
    await kubectl(['create', '--validate=false', '-f', '-'], list([patch]));
    expect((await get('envoyfilter', 'plain', 'filter')).spec.configPatches[0].match.listener).toEqual(HCM);
    await remove([patch]);
  });

  test('a CUSTOM policy cannot be a dry run', async () => {
    const policy = custom('first');
    policy.metadata.annotations = { 'istio.io/dry-run': 'true' };
    await expect(apply([policy])).rejects.toThrow(/istio.io\/dry-run currently only supports action ALLOW\/DENY/);
  });

  test('Lua of a TrafficExtension answers before any policy is asked', async () => {
    const lua = object('TrafficExtension', 'lua', { phase: 'AUTHN', lua: { inlineCode: 'function envoy_on_request(handle) handle:respond({[":status"] = "202"}, "lua") end' } });
    const everybody = deny({});
    const applied = await apply([lua, everybody]).then(() => true, () => false);
    await synced();
    const [answer] = await send([{ to: `${scenario.gateway('plain').address}:8080`, from: CLIENT, authority: 'www.example.com', timeoutMs: 3000 }]);
    await remove([lua, everybody]);
    expect([applied, answer.status]).toEqual(ISTIO.startsWith('1.29') ? [false, 403] : [true, 202]);
  });
});

function observed(answer: Answer): string {
  if (reached(answer)) return 'ADMITTED';
  if (answer.outcome !== 'response') return 'CLOSED';
  return answer.status === 403 ? 'DENIED' : `${answer.status}`;
}

function caMap(namespace: string, { cert }: Certificate): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace }, data: { 'ca.crt': readFileSync(cert, 'utf8') } };
}

/** The mesh configuration, with providers that say yes to everything. */
async function providers(): Promise<Manifest> {
  const config = await get('configmap', 'istio-system', 'istio');
  const { host: service, port } = await backend('authorization', 'http');
  const extensionProviders = ['first', 'second', 'my_authz'].map(name => ({ name, envoyExtAuthzHttp: { service, port } }));
  const mesh = JSON.stringify({ ...JSON.parse(config.data.mesh), extensionProviders });
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { ...config.data, mesh } };
}
