import { readdirSync } from 'fs';
import { join } from 'path';
import { LintSeverity, Linter, Manifests } from '../../src/analysis';

const folder = join(__dirname, 'uncertain');

// An error is certain from the manifests alone. In each of these something that they do not show may make it right: a listener, a chain, a port.
test.each(readdirSync(folder))('%s has no error', file => {
  const { findings } = new Linter().lint(Manifests.fromPaths(join(folder, file)));
  expect(findings.filter(({ severity }) => severity === LintSeverity.ERROR).map(({ code, what }) => `${code}: ${what}`)).toEqual([]);
});
