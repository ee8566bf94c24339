import { parseAllDocuments } from 'yaml';
import { Output, ProgramFailed, RIG, run, TOOLS } from './programs';

export const KUBECONFIG = `${RIG}/kubeconfig`;

/** By which an object tells Argo CD how to sync it. */
export const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** Any Kubernetes object. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [field: string]: any;
}

export function kubectl(args: string[], input?: string): Promise<Output> {
  return run(`${TOOLS}/kubectl`, ['--kubeconfig', KUBECONFIG, ...args], input);
}

export function parse(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).map(document => document.toJS()).filter(Boolean);
}

/** A List, so that one call applies all. */
export function list(manifests: Manifest[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
}

/** Server-side apply, as Argo CD does it, with the sync option that an object's own annotation asks for. */
export async function apply(manifests: Manifest[], fieldManager = 'conformance'): Promise<void> {
  const unvalidated = manifests.filter(({ metadata }) => metadata.annotations?.[SYNC_OPTIONS]?.includes('Validate=false'));
  for (const [some, validate] of [[manifests.filter(one => !unvalidated.includes(one)), true], [unvalidated, false]] as const) {
    if (some.length === 0) continue;
    await kubectl(['apply', '--server-side', '--force-conflicts', `--validate=${validate}`, `--field-manager=${fieldManager}`, '-f', '-'], list(some));
  }
}

/** What an apply of the same manifests would change: nothing, when no field is rewritten by the server. */
export async function diff(manifests: Manifest[], fieldManager = 'conformance'): Promise<string> {
  try {
    return (await kubectl(['diff', '--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, '-f', '-'], list(manifests))).stdout;
  } catch (error) {
    if (error instanceof ProgramFailed && error.stdout) return error.stdout;
    throw error;
  }
}

export async function get(kind: string, namespace: string, name: string): Promise<Manifest> {
  return JSON.parse((await kubectl(['get', kind, '-n', namespace, name, '-o', 'json'])).stdout);
}

export async function remove(manifests: Manifest[]): Promise<void> {
  // A namespace never finishes being deleted here: that is the controller manager's work.
  const those = manifests.filter(({ kind }) => kind !== 'Namespace');
  if (those.length > 0) await kubectl(['delete', '--ignore-not-found', '--wait=false', '--now', '-f', '-'], list(those));
}

export async function namespaces(names: string[]): Promise<void> {
  await apply(names.map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'enabled' } } })));
}
