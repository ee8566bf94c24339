/** The annotation by which an object tells Argo CD how to sync it. */
export const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** The manifest, with an option for Argo CD beside those that it has. */
export function withSyncOption(manifest: any, option: string): any {
  const { annotations } = manifest.metadata;
  const given: string[] = annotations?.[SYNC_OPTIONS]?.split(',').map((text: string) => text.trim()) ?? [];
  const options = [...new Set([...given, option])].join(',');
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...annotations, [SYNC_OPTIONS]: options } } };
}

/**
 * What decides who gets in goes only after everything else has come: Argo CD by itself deletes first, and while a list that has got another name or engine
 * is gone and its successor is not there yet, everybody comes in.
 */
export function prunedLast(manifest: any): any {
  return withSyncOption(manifest, 'PruneLast=true');
}
