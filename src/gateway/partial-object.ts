/** Keeps Argo CD from validating, pruning or deleting an object of which only a part is ours. */
export const PARTIAL_OBJECT = { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Validate=false,Prune=false,Delete=false' };
