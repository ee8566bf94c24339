import * as fc from 'fast-check';
import { Linter, Manifests, Tracer } from '../../src/analysis';
import { Fault } from '../../src/fault';
import { SEED } from '../support/random';
import { yamlTexts } from '../support/yaml-texts';

/** `npm run fuzz` goes on for an hour. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 3);

/** No text may take longer: microseconds, of this process only. */
const LONGEST = 10_000_000;

const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const joined = (parts: fc.Arbitrary<string>, maxLength: number) => fc.array(parts, { minLength: 1, maxLength }).map(some => some.join(''));

const expression = joined(pick('a', 'd', '.', '.*', '(a+)+', '(a|a)*', '(b?){50}', '[^b]*', '[a', '(', ')', '(?:', '{2,1000}', '{1001}', '|', '\\', '\\pL', '\\Q', '(?i)', '(?=', '\\1', '$', '^', 'é', '\\x{110000}'), 12);
const scalar = fc.oneof(
  joined(pick('0', '9', '_', '.', 'e', '-', '+', ':', '0x', '0b', '/', 'a', ' ', '::', '*', '{{', '{', '[', '#', '\n', '\t', '\u2028', '\0', '😀'), 10),
  fc.tuple(pick('9', '0', 'a', '::', '.', '/', '%', '*', '\\', '"', '\n', '😀'), fc.nat(20_000)).map(([piece, times]) => piece.repeat(times)),
  expression,
);
const value: fc.Arbitrary<unknown> = fc.oneof({ weight: 8, arbitrary: scalar }, { weight: 1, arbitrary: fc.jsonValue() }, { weight: 1, arbitrary: pick<unknown>(null, 1e400, -0, [], {}, '') });

/** An object may have a toString of its own. */
const textOf = (given: unknown) => typeof given === 'string' ? given : String(JSON.stringify(given));

/** Objects in which anything may stand where something matters. */
const parts = fc.record({ regex: expression, one: value, two: value, three: value, list: fc.array(scalar, { maxLength: 5 }) });
const objects = parts.map(({ regex, one, two, three, list }) => [
  { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'web', namespace: 'edge' }, spec: { selector: { istio: 'edge' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }, one] } },
  { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'list', namespace: 'edge', labels: { a: one }, annotations: two }, spec: { action: 'DENY', rules: [{ from: [{ source: { notIpBlocks: list, ipBlocks: three } }], to: [{ operation: { hosts: list, paths: two } }] }] } },
  {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'filter', namespace: 'edge' },
    spec: {
      configPatches: [{
        applyTo: 'HTTP_FILTER',
        match: { context: 'GATEWAY', proxy: { proxyVersion: regex } },
        patch: {
          operation: 'INSERT_FIRST',
          value: {
            name: 'rbac',
            typed_config: {
              '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC',
              'rules': { action: 'DENY', policies: { a: { permissions: [{ header: { name: ':authority', string_match: { safe_regex: { regex } } } }, { any: one }], principals: [{ any: true }] } } },
            },
          },
        },
      }],
    },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: textOf(two) } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'all', namespace: 'istio-system', labels: { 'gateway.istio.io/defaults-for-class': 'istio' } }, data: { deployment: textOf(one), service: three } },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'api', namespace: 'edge' }, spec: { gatewayClassName: 'istio', infrastructure: { annotations: two, parametersRef: one }, listeners: [three] } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'edge', namespace: 'edge', annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': textOf(one), 'service.beta.kubernetes.io/aws-load-balancer-type': textOf(two) } },
    spec: { type: 'LoadBalancer', selector: { istio: 'edge' }, loadBalancerSourceRanges: list, ports: [three] },
  },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'edge', namespace: 'edge', annotations: { 'alb.ingress.kubernetes.io/inbound-cidrs': textOf(three) } }, spec: { ingressClassName: 'alb', defaultBackend: { service: { name: 'edge' } }, rules: one } },
  { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'shop', namespace: 'edge' }, spec: { trafficPolicy: { loadBalancer: one, portLevelSettings: two }, subsets: three } },
]);

const written = fc.tuple(objects, pick('yaml', 'json', 'list')).map(([some, how]) => how === 'list'
  ? JSON.stringify({ apiVersion: 'v1', kind: 'List', items: some })
  : some.map(one => JSON.stringify(one)).join(how === 'json' ? '\n' : '\n---\n'));

/** Levels, keys, documents, anchors and empty lines without end. */
const repeated = fc.tuple(pick('[', '{a: ', '- ', '? ', '\n', '\n---\n', 'a: 1\n', '&a ', '*a ', ' ', '\t', '"', "'", '|\n', '# {{\n', '%\n', 'kind: Service\n', '{"kind":', '\\'), fc.nat(20_000), pick('', ']', 'x', '%'))
  .map(([piece, times, last]) => `kind: Service\napiVersion: v1\na: ${piece.repeat(times)}${last}`);

const cut = fc.tuple(written, fc.nat(5_000), fc.nat(50), joined(pick('"', '\\', '{', '}', '[', ']', ',', ':', '\n', '- ', '{{', '\0', '---\n'), 4))
  .map(([text, at, length, piece]) => text.slice(0, at % text.length) + piece + text.slice(at % text.length + length));

const hostile = fc.oneof(written, cut, repeated, yamlTexts.map(text => `kind: Service\napiVersion: v1\n${text}`));

/** Everything that the command does. Errors with a code are answers. */
function play(text: string): void {
  try {
    const manifests = Manifests.fromText(text);
    new Linter().lint(manifests).toJson();
    for (const gateway of manifests.gateways) {
      String(new Tracer(manifests, { gateway }).trace({ peer: '192.0.2.1', host: `${'a'.repeat(2_000)}d` }));
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}

test(`no text makes lint or trace break, or wait (SEED=${SEED})`, () => {
  const slow: [number, string][] = [];
  for (let seed = SEED, end = Date.now() + SECONDS * 1000; Date.now() < end; seed++) {
    for (const text of fc.sample(hostile, { numRuns: 10, seed })) {
      const start = process.cpuUsage();
      try {
        play(text);
      } catch (error) {
        throw new Error(`SEED=${seed}: ${(error as Error).stack}\n${JSON.stringify(text).slice(0, 2_000)}`);
      }
      const { user, system } = process.cpuUsage(start);
      if (user + system > LONGEST) slow.push([seed, text.slice(0, 200)]);
    }
  }
  expect(slow).toEqual([]);
}, SECONDS * 1000 + 60_000);
