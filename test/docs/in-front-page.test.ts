import { readFileSync } from 'fs';
import { join } from 'path';
import { page, TITLES } from './in-front-page';
import { IN_FRONT } from '../../examples/in-front';

test('docs/in-front.md is what the examples are and emit', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'in-front.md'), 'utf8')).toBe(page());
});

test('every example of what stands in front has its section', () => {
  expect(Object.keys(TITLES)).toEqual(Object.keys(IN_FRONT));
});
