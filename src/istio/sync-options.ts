/** The annotation that tells Argo CD how to sync an object. */
export const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** The option by which Argo CD applies without copying the object into an annotation. */
export const SERVER_SIDE_APPLY = 'ServerSideApply=true';

/** The options of an object, as its annotations have them. */
export function syncOptions(annotations: { readonly [name: string]: string } | undefined): string[] {
  return annotations?.[SYNC_OPTIONS]?.split(',').map(text => text.trim()) ?? [];
}

/** The manifest, with an option for Argo CD beside those that it has. */
export function withSyncOption(manifest: any, option: string): any {
  const { annotations } = manifest.metadata;
  const options = [...new Set([...syncOptions(annotations), option])].join(',');
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...annotations, [SYNC_OPTIONS]: options } } };
}

/**
 * An object that decides which requests are admitted is deleted after everything else is applied. By default Argo CD deletes first: a list with a
 * new name or engine would be gone before its successor is there, and every request would be admitted.
 */
export function prunedLast(manifest: any): any {
  return withSyncOption(manifest, 'PruneLast=true');
}
