import { writeFileSync } from 'fs';
import { KUBECONFIG, Manifest } from './kubernetes';
import { eventually, Output, ProgramFailed, RIG, run, TOOLS } from './programs';

const ISTIOD_DEBUG = 'http://127.0.0.1:8080/debug';

export function istioctl(...args: string[]): Promise<Output> {
  return run(`${TOOLS}/istioctl`, ['--kubeconfig', KUBECONFIG, ...args]);
}

/** What a command says, whether it is content or not. */
async function words(command: Promise<Output>): Promise<string> {
  try {
    const { stdout, stderr } = await command;
    return stdout + stderr;
  } catch (error) {
    if (error instanceof ProgramFailed) return error.stdout + error.stderr;
    throw error;
  }
}

let files = 0;

export async function validate(manifests: Manifest[]): Promise<string> {
  const file = `${RIG}/validate-${++files}.json`;
  writeFileSync(file, manifests.map(manifest => JSON.stringify(manifest)).join('\n---\n'));
  return words(istioctl('validate', '-f', file));
}

/** Everything that istioctl finds in the cluster's own state of a namespace. */
export async function analyze(namespace: string): Promise<Finding[]> {
  const out = await words(istioctl('analyze', '-n', namespace, '-o', 'json'));
  return JSON.parse(out.slice(out.indexOf('['), out.lastIndexOf(']') + 1));
}

export interface Finding {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  readonly origin?: string;
}

/** Waits until every gateway has acknowledged what istiod has sent last. */
export async function synced(): Promise<void> {
  // istiod hears of a change within milliseconds and pushes 10 ms later (rig/cluster.ts), unless the machine is so loaded that everybody is late.
  const delay = await slept(200) - 200;
  await slept(Math.min(10 * delay, 5000));
  await eventually('every proxy to acknowledge its configuration', async () => {
    const late = await unacknowledged();
    if (late.length > 0) throw new Error(late.join(', '));
    return true;
  });
}

/** Tells how long it took. */
async function slept(milliseconds: number): Promise<number> {
  const started = performance.now();
  await new Promise(resolve => setTimeout(resolve, milliseconds));
  return performance.now() - started;
}

/** Waits until istiod has the path normalization of the mesh that was applied last: it watches that apart from all other objects. */
export async function hasNormalization(expected: string): Promise<void> {
  await eventually(`istiod to have pathNormalization ${expected}`, async () => {
    const { pathNormalization } = await (await fetch(`${ISTIOD_DEBUG}/mesh`)).json() as { pathNormalization?: { normalization?: string } };
    return pathNormalization?.normalization === expected;
  });
}

/** What istiod has sent, and its proxy has not acknowledged. */
async function unacknowledged(): Promise<string[]> {
  const proxies: Record<string, string>[] = await (await fetch(`${ISTIOD_DEBUG}/syncz`)).json() as [];
  return proxies.flatMap(proxy => ['cluster', 'listener', 'route', 'endpoint', 'extensionconfig']
    .filter(type => (proxy[`${type}_sent`] ?? '') !== (proxy[`${type}_acked`] ?? '')).map(type => `${type} of ${proxy.proxy}`));
}
