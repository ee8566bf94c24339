import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { Linter, Manifests } from '../../src/analysis';
import { programOf, run } from '../support/page-program';

test('the page makes two gateways: each list compares where its clients are, and lint finds no error', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'direct-and-cdn-'));
  try {
    run(programOf('docs/direct-and-cdn.md'), outdir);
    const text = readFileSync(join(outdir, 'edge.k8s.yaml'), 'utf8');
    const emitted = parseAllDocuments(text).map(document => document.toJS());
    const sourceOf = (name: string) => Object.keys(emitted.find(({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.name.startsWith(name)).spec.rules[0].from[0].source);
    expect(sourceOf('edge-partners')).toEqual(['notIpBlocks']);
    expect(sourceOf('edge-staff')).toEqual(['notRemoteIpBlocks']);
    const config = (name: string) => JSON.parse(emitted.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)
      .spec.template.metadata.annotations['proxy.istio.io/config']).gatewayTopology.numTrustedProxies;
    expect([config('direct'), config('cdn')]).toEqual([0, 1]);
    expect(new Linter().lint(Manifests.fromText(text)).errors).toBe(0);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
