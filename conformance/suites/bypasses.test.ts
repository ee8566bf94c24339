import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';
import { stringify } from 'yaml';
import { Manifests } from '../../src/manifests';
import { TraceRequest, Tracer, TraceVerdict } from '../../src/trace';
import { reached } from '../fixtures/play';
import { backend, BackendMode } from '../rig/backends';
import { Request, send } from '../rig/client';
import { Manifest, parse } from '../rig/kubernetes';
import { secretReader } from '../rig/plain-gateway';
import { proxyV2 } from '../rig/proxy-header';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

// What lint's examples show, on the real gateway: whoever the trace admits comes in, and nobody else.

const STRANGER = '198.51.100.66';
const LISTED = '203.0.113.7';

/** A request, as both are asked. */
interface Ask {
  readonly port: number;
  readonly host?: string;
  readonly serverName?: string;
  readonly proxy?: string;
  /** Of which pods. */
  readonly gateway?: string;
}

const SNI_KEY: Ask = { port: 443, serverName: 'vault.example.com', host: 'admin.example.com' };
const [HTTPS, VAULT, TCP]: Ask[] = [
  { port: 443, serverName: 'admin.example.com', host: 'admin.example.com' }, { port: 443, serverName: 'vault.example.com' }, { port: 15443 },
];
const ADMIN: Ask = { port: 80, host: 'admin.example.com' };
const BEHIND: Ask = { port: 443, serverName: 'www.example.com', host: 'www.example.com', proxy: LISTED };

const EXAMPLES: readonly (readonly [example: string, asks: readonly Ask[]])[] = [
  ['filter-leaves-tcp-open/bad', [HTTPS, VAULT, TCP]],
  ['filter-leaves-tcp-open/good', [HTTPS, VAULT, TCP]],
  ['sni-exemption/bad', [SNI_KEY, HTTPS]],
  ['sni-exemption/good-own-port', [SNI_KEY, HTTPS]],
  ['gateway-spans-namespaces/bad', ['public/edge', 'private/edge'].map(gateway => ({ ...ADMIN, gateway }))],
  ['gateway-spans-namespaces/good-label', [{ ...ADMIN, gateway: 'public/edge' }]],
  ['route-to-itself/bad', [ADMIN, { port: 80, host: 'www.example.com' }]],
  ['proxy-after-tls-inspector/bad', [BEHIND]],
  ['proxy-after-tls-inspector/good-inspector-after', [BEHIND]],
];

/** The ports of a Service, for pods that have none. */
const PORTS = [[80, 8080], [443, 8443], [9443, 9443], [15443, 15443]].map(([port, targetPort]) => ({ name: `p${port}`, port, targetPort }));

/** The example, with something behind each route, and Services for the pods. */
async function played(example: string): Promise<Manifest[]> {
  const manifests = parse(readFileSync(join(__dirname, '../../test/lint/checks', `${example}.yaml`), 'utf8'));
  const services = manifests.filter(({ kind }) => kind === 'Service');
  for (const { metadata, spec } of manifests.filter(({ kind }) => kind === 'VirtualService')) {
    for (const mode of ['http', 'tls', 'tcp'] as BackendMode[]) {
      for (const { destination } of (spec[mode] ?? []).flatMap(({ route }: Manifest) => route)) {
        if (services.some(service => destination.host.startsWith(`${service.metadata.name}.${service.metadata.namespace}`))) continue;
        const { host, port } = await backend(`${metadata.namespace}/${example}/${destination.host}`, mode);
        Object.assign(destination, { host, port: { number: port } });
      }
    }
  }
  const bare = manifests.filter(({ kind, metadata }) => kind === 'Deployment' && !services.some(service => service.metadata.namespace === metadata.namespace));
  // The first is a controller's work, and none runs here; istiod hands certificates to those who may read their Secrets.
  const accounts = [...new Set(manifests.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.namespace!))]
    .flatMap(namespace => secretReader(namespace, 'default'));
  return [...manifests, ...accounts, ...bare.map(({ metadata: { name, namespace }, spec }): Manifest => ({
    apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: spec.selector.matchLabels, ports: PORTS },
  }))];
}

describe('Differential', () => {
  test.each(EXAMPLES)("lint's example %s: trace says what Envoy does", async (example, asks) => {
    const manifests = await played(example);
    // Where a Gateway has no route at all, trace takes its hosts for routed, and here they are.
    const routed = manifests.filter(({ kind }) => kind === 'VirtualService')
      .flatMap(({ metadata, spec }) => spec.gateways.map((name: string) => name.includes('/') ? name : `${metadata.namespace}/${name}`));
    const isMissing = ({ kind, metadata, spec }: Manifest) => kind === 'VirtualService' && routed.includes(`${metadata.namespace}/${spec.gateways[0]}`);
    const text = manifests.map(manifest => stringify(manifest)).join('---\n');
    const scenario = await Scenario.up(outdir => {
      writeFileSync(join(outdir, 'example.k8s.yaml'), text);
      return new App({ outdir });
    }, undefined, isMissing);
    try {
      const both = await Promise.all(asks.flatMap(ask => [STRANGER, LISTED].map(peer => compare(scenario, text, ask, peer))));
      record(both.length);
      expect(both.map(({ says, envoy }) => `${says}: ${envoy}`)).toEqual(both.map(({ says, trace }) => `${says}: ${trace}`));
    } finally {
      await scenario.down();
    }
  });
});

async function compare(scenario: Scenario, text: string, ask: Ask, peer: string): Promise<{ says: string; trace: string; envoy: string }> {
  const { port, host, serverName, proxy, gateway } = ask;
  const pod = gateway ? scenario.gateways.get(gateway)! : scenario.gateway();
  const asked: TraceRequest = { peer, port, host, serverName, proxy, tls: serverName !== undefined, podAddress: pod.address };
  const { verdict } = new Tracer(Manifests.fromText(text), { gateway }).trace(asked);
  const published = pod.services.flatMap(({ spec }) => spec.ports).find(one => one.port === port);
  const request: Request = {
    to: `${pod.address}:${published?.targetPort ?? port}`,
    from: peer,
    timeoutMs: 2000,
    ...serverName ? { tls: { sni: serverName } } : {},
    ...proxy ? { prefix: proxyV2(proxy, '192.0.2.80', 40000, port) } : {},
    ...host ? { authority: host } : { protocol: 'tcp' as const, raw: Buffer.from('hello\n') },
  };
  const [answer] = await send([request]);
  const comesIn = reached(answer) !== undefined || answer.status === 503;
  return { says: `${peer} ${JSON.stringify(ask)}`, trace: verdict === TraceVerdict.ADMITTED ? 'in' : 'not in', envoy: comesIn ? 'in' : 'not in' };
}
