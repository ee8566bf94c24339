import { mkdirSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { pages } from './pages';

for (const [path, text] of Object.entries(pages())) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
