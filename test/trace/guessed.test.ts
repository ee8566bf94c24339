import * as fc from 'fast-check';
import { Manifests, Tracer } from '../../src/analysis';
import { SEED } from '../support/random';

// What the manifests do not show must not be taken for sure: parts of a whole set are left out, and the answer is compared with that of the whole.

const object = (apiVersion: string, kind: string, name: string, namespace: string, spec: any, metadata = {}) => (
  { apiVersion, kind, metadata: { name, namespace, ...metadata }, spec });
const LABELS = { app: 'gw', istio: 'edge' };
const TOPOLOGIES = [{ numTrustedProxies: 0 }, { numTrustedProxies: 1 }, { proxyProtocol: {} }];
const LISTS = [{ notIpBlocks: ['203.0.113.0/24'] }, { notRemoteIpBlocks: ['203.0.113.0/24'] }, { ipBlocks: ['198.51.100.0/24'] }];

/** A gateway with all that decides about its requests. */
function whole(pick: <T>(items: readonly T[]) => T) {
  const topology = pick(TOPOLOGIES);
  const inMesh = pick([true, false]);
  const config = JSON.stringify({ gatewayTopology: topology });
  return {
    reads: topology.proxyProtocol !== undefined,
    gateway: object('networking.istio.io/v1', 'Gateway', 'web', 'shop', { selector: pick([{ istio: 'edge' }, LABELS]), servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] }),
    parts: [
      object('apps/v1', 'Deployment', 'edge', 'edge', {
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: { ...LABELS, tier: 'public' }, annotations: inMesh ? {} : { 'proxy.istio.io/config': config } }, spec: { containers: [{ name: 'istio-proxy' }] } },
      }),
      object('v1', 'Service', 'edge', 'edge', { selector: LABELS, ports: [{ port: 80 }] }),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: inMesh ? `{defaultConfig: ${config}}` : '{}' } },
    ],
    policy: object('security.istio.io/v1', 'AuthorizationPolicy', 'list', pick(['edge', 'edge', 'istio-system', 'shop']), {
      selector: { matchLabels: pick([{ istio: 'edge' }, LABELS, { tier: 'public' }, { app: 'other' }]) }, action: pick(['DENY', 'ALLOW']), rules: [{ from: [{ source: pick(LISTS) }] }],
    }),
  };
}

const PEERS = ['203.0.113.7', '198.51.100.9', '10.0.0.5'];
/** Picks by numbers that were drawn. */
const picking = (numbers: number[]) => <T>(items: readonly T[]): T => items[numbers.pop()! % items.length];
const SETS = fc.sample(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), { numRuns: 100, seed: SEED });

/** Every set that can be made of these. */
const subsets = (items: readonly object[]): object[][] =>
  items.reduce<object[][]>((sets, item) => [...sets, ...sets.map(set => [...set, item])], [[]]);

function answer(objects: readonly object[], request: any): string | undefined {
  try {
    return new Tracer(Manifests.fromText(objects.map(one => JSON.stringify(one)).join('\n---\n'))).trace(request).verdict;
  } catch {
    // No gateway at all, or several.
    return undefined;
  }
}

test('what is admitted or denied by a part of the manifests is so by the whole', () => {
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  for (const numbers of SETS) {
    const pick = picking([...numbers]);
    const { reads, gateway, parts, policy } = whole(pick);
    // What is in front of the gateway sends what the gateway reads.
    const request = { peer: pick(PEERS), port: 80, host: 'www.example.com', ...reads ? { proxy: pick(PEERS) } : {}, xForwardedFor: pick([undefined, ['203.0.113.7'], ['198.51.100.9', '203.0.113.7']]) };
    const all = answer([gateway, ...parts, policy], request);
    for (const some of subsets(parts)) {
      const verdict = answer([gateway, ...some, policy], request);
      counts[String(verdict)] = (counts[String(verdict)] ?? 0) + 1;
      if (['ADMITTED', 'DENIED'].includes(verdict!) && verdict !== all) wrong.push(`${verdict}, and of the whole ${all}: ${JSON.stringify({ some, gateway, policy, request })}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(counts.ADMITTED).toBeGreaterThan(10);
  expect(counts.DENIED).toBeGreaterThan(10);
  expect(counts.UNCERTAIN).toBeGreaterThan(10);
});

describe('what is missing is said', () => {
  const [deployment, service]: any[] = whole(items => items[0]).parts;
  const { gateway } = whole(items => items[0]);
  const policy = (labels: any, metadata = {}, source: any = LISTS[0]) => object('security.istio.io/v1', 'AuthorizationPolicy', 'list', 'edge', { selector: { matchLabels: labels }, action: 'DENY', rules: [{ from: [{ source }] }] }, metadata);
  const PODS = "add the Deployment of the gateway's pods, or what installs it";
  test.each<[string, any[], string, string | undefined]>([
    ['the pods are there', [gateway, deployment, policy(LABELS)], 'DENIED', undefined],
    ['a Service instead of the pods', [gateway, service, policy(LABELS)], 'UNCERTAIN', PODS],
    ['the labels of the Gateway only', [gateway, policy(LABELS)], 'UNCERTAIN', PODS],
    ['a policy only', [policy(LABELS)], 'UNCERTAIN', `${PODS}, and add the Gateway that selects the pods`],
    ['pods without a Gateway', [{ ...deployment, spec: { ...(deployment as any).spec, template: { ...(deployment as any).spec.template, metadata: { labels: LABELS, annotations: { 'inject.istio.io/templates': 'gateway' } } } } }],
      'UNCERTAIN', 'add the Gateway that selects the pods'],
    ['a policy by a label that injection adds', [gateway, deployment, policy({ 'istio.io/rev': 'default' })], 'UNCERTAIN', "add the Deployment of the gateway's pods, with all its labels"],
    ['a policy without a namespace', [gateway, deployment, policy(LABELS, { namespace: undefined })], 'UNCERTAIN', 'name the namespace of each object'],
    ['a policy whose field is misspelt', [gateway, deployment, policy(LABELS, {}, { notIPBlocks: ['203.0.113.0/24'] })], 'UNCERTAIN', 'write notIpBlocks'],
  ])('%s', (_, objects, verdict, missing) => {
    const trace = new Tracer(Manifests.fromText(objects.map(one => JSON.stringify(one)).join('\n---\n'))).trace({ peer: '198.51.100.9', port: 80 });
    expect([trace.verdict, trace.missing]).toEqual([verdict, missing]);
    expect(trace.toString().split('\n')[0]).toBe(missing === undefined ? 'DENIED: 403 RBAC: access denied' : `NOT CERTAIN: ${missing}`);
  });
});
