import { readFileSync } from 'fs';
import { join } from 'path';
import { page } from './load-balancers-page';

test('docs/load-balancers.md is what the catalogue says', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'load-balancers.md'), 'utf8')).toBe(page());
});
