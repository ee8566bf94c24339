import { k8s } from 'cdk8s-plus-28';
import { SYNC_OPTIONS } from '../istio/sync-options';

/** Keeps Argo CD from validating, pruning or deleting an object that is only partly ours. */
export const PARTIAL_OBJECT = { [SYNC_OPTIONS]: 'ServerSideApply=true,Validate=false,Prune=false,Delete=false' };

/** What a part of a Deployment or DaemonSet holds. */
export interface WorkloadPart {
  readonly kind: 'Deployment' | 'DaemonSet';
  readonly name: string;
  readonly namespace?: string;
  readonly annotations?: { [name: string]: string };
  readonly podAnnotations: { [name: string]: string };
  /** Environment of the container `istio-proxy`. */
  readonly proxyEnv?: k8s.EnvVar[];
}

/** A part of a Deployment or DaemonSet, for server-side apply beside whoever owns the rest. */
export function workloadPart({ kind, name, namespace, annotations, podAnnotations, proxyEnv }: WorkloadPart): any {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, annotations: { ...PARTIAL_OBJECT, ...annotations } },
    spec: {
      template: {
        metadata: { annotations: podAnnotations },
        ...proxyEnv ? { spec: { containers: [{ name: 'istio-proxy', env: proxyEnv }] } } : {},
      },
    },
  };
}
