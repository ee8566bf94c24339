import { programOf } from './page-program';

/** The client that docs/start.md speaks of. */
export const CLIENT = '172.18.0.3';

/** The page's app, and what it becomes when the client is written into its list. */
export const BEFORE = programOf('docs/start.md');
export const AFTER = BEFORE.replace("IpBlocks.of('203.0.113.0/24')", `IpBlocks.of('203.0.113.0/24', '${CLIENT}')`);
