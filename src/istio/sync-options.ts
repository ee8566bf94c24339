/** The annotation by which an object tells Argo CD how to sync it. */
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
 * What decides who gets in goes only after everything else has come: Argo CD by itself deletes first, and while a list that has got another name or engine
 * is gone and its successor is not there yet, everybody comes in.
 */
export function prunedLast(manifest: any): any {
  return withSyncOption(manifest, 'PruneLast=true');
}
