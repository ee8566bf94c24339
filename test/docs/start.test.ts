import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Linter, Manifests, Tracer } from '../../src/analysis';
import { run } from '../support/page-program';
import { AFTER, BEFORE, CLIENT } from '../support/start';

const outdir = mkdtempSync(join(tmpdir(), 'start-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe.each([['as it begins', BEFORE, 'DENIED'], ['with the client on its list', AFTER, 'ADMITTED']])('the app of docs/start.md, %s', (_, program, admin) => {
  const manifests = Manifests.fromCharts(...run(program, mkdtempSync(join(outdir, 'run-'))).charts);

  test('has no findings', () => {
    expect(new Linter().lint(manifests).findings).toEqual([]);
  });

  test.each([['www.example.com', 'ADMITTED'], ['admin.example.com', admin]])('%s: %s', (host, verdict) => {
    expect(new Tracer(manifests).trace({ peer: CLIENT, host })).toMatchObject({ clientAddress: CLIENT, verdict });
  });
});
