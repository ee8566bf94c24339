import { readdirSync } from 'fs';
import { join } from 'path';
import { Linter, Manifests } from '../../src';

const GOLDEN = join('test', 'examples', 'golden');

describe('what our own examples emit', () => {
  test.each(readdirSync(GOLDEN))('%s: nothing is found', example => {
    const { findings } = new Linter().lint(Manifests.fromPaths(join(GOLDEN, example)));
    expect(findings.map(({ severity, code, object, what }) => `${severity} ${code}: ${object}: ${what}`)).toEqual([]);
  });
});
