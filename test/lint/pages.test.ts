import { existsSync, readFileSync, readdirSync } from 'fs';
import { pages } from './pages';

test.each(Object.entries(pages()))('%s is what `npx projen lint-docs` writes', (path, text) => {
  expect(existsSync(path) && readFileSync(path, 'utf8')).toBe(text);
});

test('no page is left of a check that is gone', () => {
  expect(readdirSync('docs/lint').map(name => `docs/lint/${name}`).sort()).toEqual(Object.keys(pages()).filter(path => path.startsWith('docs/lint/')));
});
