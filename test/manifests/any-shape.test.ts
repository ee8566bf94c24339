import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { Linter, Manifests, Tracer } from '../../src/analysis';
import { Fault } from '../../src/fault';
import { WHOLE } from '../support/random';

const golden = join(__dirname, '..', 'examples', 'golden');
const documents = readdirSync(golden, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.yaml'))
  .flatMap(path => parseAllDocuments(readFileSync(join(golden, path), 'utf8')).map(document => document.toJS()));

/** The same with something else in the place of some values. */
function spoiled(value: any, junk: () => unknown): any {
  const next = (one: any) => junk() ?? spoiled(one, junk);
  if (Array.isArray(value)) return value.map(next);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ['kind', 'apiVersion'].includes(key) ? one : next(one)]));
}

test('manifests of any shape are read or refused, and never break anything', () => {
  const junk = fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) });
  fc.assert(fc.property(fc.shuffledSubarray(documents, { minLength: 5 }), fc.infiniteStream(junk), (some, stream) => {
    const text = some.map(one => JSON.stringify(spoiled(one, () => stream.next().value))).join('\n---\n');
    try {
      const manifests = Manifests.fromText(text);
      new Linter().lint(manifests);
      manifests.gateways.forEach(gateway => String(new Tracer(manifests, { gateway }).trace({ peer: '192.0.2.1', proxy: '203.0.113.7', port: 443 })));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }), { numRuns: WHOLE ? 60 : 12 });
});

test('keys by which JavaScript asks for a text are left out', () => {
  const text = 'kind: Gateway\napiVersion: networking.istio.io/v1\nmetadata: { name: { toString: 1, valueOf: 2, a: 3 } }\n';
  expect(Manifests.fromText(text)._objects[0].json.metadata).toEqual({ name: { a: 3 } });
});
