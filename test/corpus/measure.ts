import { existsSync, readFileSync, readdirSync, statSync } from 'fs';
import { join } from 'path';
import { LintFinding, Linter, Manifests } from '../../src/analysis';

const FOLDER = join('test', 'corpus');

/** A fault that somebody planted who has not seen the checks. */
interface Fault {
  readonly object: string;
}

export interface Measured {
  readonly set: string;
  readonly kind: string;
  readonly findings: readonly LintFinding[];
  readonly faults: readonly Fault[];
}

/** What lint says of each set. */
export function measure(part: 'clean' | 'faulty'): Measured[] {
  return readdirSync(join(FOLDER, part)).filter(name => !name.startsWith('.')).sort().map(set => {
    const path = join(FOLDER, part, set);
    const truth = join(path, 'fault.json');
    const { kind = set, faults = [] } = existsSync(truth) ? JSON.parse(readFileSync(truth, 'utf8')) : {};
    const paths = statSync(path).isDirectory() ? readdirSync(path).filter(name => name !== 'fault.json').map(name => join(path, name)) : [path];
    return { set, kind, faults, findings: findingsIn(paths) };
  });
}

function findingsIn(paths: readonly string[]): readonly LintFinding[] {
  try {
    return new Linter().lint(Manifests.fromPaths(...paths)).findings;
  } catch (error) {
    // One of the clean sets is no manifest.
    if (/^\[no-manifests\]/.test((error as Error).message)) return [];
    throw error;
  }
}

/** Findings that tell of a fault at the object that causes it, while the fault names the one that suffers. */
const ELSEWHERE: Record<string, string> = {
  'address-lost-at-load-balancer-without-proxy': 'client-address-lost',
  'nlb-with-ip-targets-and-no-proxy': 'client-address-lost',
  'layer-7-in-front-and-count-zero': 'wrong-proxy-count',
  'application-gateway-writes-ports': 'wrong-proxy-count',
  'guard-under-traffic-policy-cluster': 'traffic-policy-cluster',
  'cluster-addresses-listed-under-traffic-policy-cluster': 'traffic-policy-cluster',
};

/** Whether lint tells of every planted fault. */
export function isFound({ kind, faults, findings }: Measured): boolean {
  return faults.every(({ object }) => findings.some(finding => {
    const [objectKind, name] = object.split(' ');
    // Lint adds the namespace that an object without one is in.
    const isSame = finding.object === object || finding.object.startsWith(`${objectKind} `) && finding.object.endsWith(`/${name}`);
    return isSame || finding.what.includes(name) || finding.code === ELSEWHERE[kind];
  }));
}
