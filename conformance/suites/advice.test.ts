import { readFileSync } from 'fs';
import { Linter } from '../../src/analysis';
import { examplesOf } from '../../test/lint/examples';
import { kubectl, list, Manifest, namespaces, parse } from '../rig/kubernetes';
import { ISTIO, NEWEST } from '../versions';

// What lint advises is what its good examples show: here the API server and Istio's webhooks are asked for them.

/** Kinds that tools read, and no API server. */
const FILES = ['IstioOperator', 'HelmRelease', 'Kustomization'];
/** An API server has its reasons to refuse these: parts of an object that is there, and what comes with Istio 1.32. */
const EXCEPT = ['duplicate-object/good-parts.yaml', 'istio-version/good-news.yaml'];

const goodOnes = (code: string): Manifest[] => examplesOf(code, 'good').filter(path => !EXCEPT.some(one => path.endsWith(one)))
  .flatMap(path => parse(readFileSync(path, 'utf8')))
  .filter(({ apiVersion, kind }) => apiVersion && kind && !FILES.includes(kind) && !apiVersion.startsWith('sailoperator.io'));
const codes = Linter.rules().map(({ code }) => code).filter(code => goodOnes(code).length > 0);

// An older Istio has not all of their fields.
(ISTIO === NEWEST ? describe : describe.skip)('Admission', () => {
  describe("lint's good examples", () => {
    beforeAll(() => namespaces([...new Set(codes.flatMap(goodOnes).flatMap(({ metadata }) => metadata.namespace ?? []))]));

    test.each(codes)('of %s are accepted', async code => {
      await kubectl(['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', '-'], list(goodOnes(code)));
    });
  });
});
