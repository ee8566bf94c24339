/** The annotation that tells Argo CD how to sync an object. */
export const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** The manifest, with one more option for Argo CD. */
export function withSyncOption(manifest: any, option: string): any {
  const { annotations } = manifest.metadata;
  const given: string[] = annotations?.[SYNC_OPTIONS]?.split(',').map((text: string) => text.trim()) ?? [];
  const options = [...new Set([...given, option])].join(',');
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...annotations, [SYNC_OPTIONS]: options } } };
}

/**
 * An object that decides which requests are admitted is deleted after everything else is applied. By default Argo CD deletes first: a list with a
 * new name or engine would be gone before its successor is there, and every request would be admitted.
 */
export function prunedLast(manifest: any): any {
  return withSyncOption(manifest, 'PruneLast=true');
}
