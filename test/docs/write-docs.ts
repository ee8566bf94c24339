import { writeFileSync } from 'fs';
import { page } from './in-front-page';

writeFileSync('docs/in-front.md', page());
