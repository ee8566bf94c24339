import { writeFileSync } from 'fs';
import { page } from './load-balancers-page';

writeFileSync('docs/load-balancers.md', page());
