import { readFileSync } from 'fs';
import { parseAllDocuments } from 'yaml';
import { Linter } from '../../src/analysis';
import { examplesOf } from '../../test/lint/examples';
import { kubectl, list, Manifest, namespaces } from '../rig/kubernetes';
import { ISTIO, NEWEST } from '../versions';

// What lint advises is what its good examples show: here the API server and Istio's webhooks are asked for them.

/** An API server has its reasons to refuse these: parts of an object that is there, and what comes with Istio 1.32. */
const EXCEPT = ['duplicate-object/good-parts.yaml', 'istio-version/good-news.yaml'];

/** As kubectl reads them. */
function goodOnes(code: string): Manifest[] {
  return examplesOf(code, 'good').filter(path => !EXCEPT.some(one => path.endsWith(one)))
    .flatMap(path => parseAllDocuments(readFileSync(path, 'utf8'), { merge: true, uniqueKeys: false }).map(document => document.toJS()))
    .filter(manifest => manifest?.apiVersion && manifest.kind);
}
const codes = Linter.rules().map(({ code }) => code).filter(code => goodOnes(code).length > 0);

// An older Istio has not all of their fields.
(ISTIO === NEWEST ? describe : describe.skip)('Admission', () => {
  describe("lint's good examples", () => {
    /** Others are read by tools, or by operators that do not run here. */
    let kinds: Set<string>;
    beforeAll(async () => {
      const { stdout } = await kubectl(['api-resources', '--no-headers']);
      kinds = new Set([...stdout.matchAll(/(\S+)\s+(?:true|false)\s+(\S+)\s*$/gm)].map(([, version, kind]) => `${groupOf(version)} ${kind}`));
      await namespaces([...new Set(codes.flatMap(goodOnes).flatMap(({ metadata }) => metadata?.namespace ?? []))]);
    });

    test.each(codes)('of %s are accepted', async code => {
      const those = goodOnes(code).filter(({ apiVersion, kind }) => kinds.has(`${groupOf(apiVersion)} ${kind}`));
      if (those.length === 0) return;
      await kubectl(['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', '-'], list(those));
    });
  });
});

function groupOf(version: string): string {
  return version.includes('/') ? version.split('/')[0] : '';
}
