import { existsSync, readFileSync, readdirSync, statSync } from 'fs';
import { join } from 'path';
import { LintFinding, Linter, LintSeverity, Manifests } from '../../src/analysis';

const FOLDER = join('test', 'corpus');

/** A fault that somebody planted who has not seen the checks. */
interface Fault {
  readonly object: string;
  readonly field: string;
  readonly what: string;
  readonly certain: boolean;
}

export interface Measured {
  readonly set: string;
  /** Errors and warnings. */
  readonly findings: readonly LintFinding[];
  readonly faults: readonly Fault[];
  /** Why it could not be read. */
  readonly unread?: string;
}

/** What lint says of each set, by its name. */
export function measure(kind: 'clean' | 'faulty'): Measured[] {
  return readdirSync(join(FOLDER, kind)).filter(name => !name.startsWith('.')).sort().map(set => {
    const path = join(FOLDER, kind, set);
    const truth = join(path, 'fault.json');
    const faults = existsSync(truth) ? JSON.parse(readFileSync(truth, 'utf8')).faults : [];
    const paths = statSync(path).isDirectory() ? readdirSync(path).filter(name => name !== 'fault.json').map(name => join(path, name)) : [path];
    try {
      const { findings } = new Linter().lint(Manifests.fromPaths(...paths));
      return { set, faults, findings: findings.filter(({ severity }) => severity !== LintSeverity.INFO) };
    } catch (error) {
      return { set, faults, findings: [], unread: (error as Error).message };
    }
  });
}
