/** An object as istiod reads it. */
export interface KubernetesObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: any;
  /** All of it. */
  readonly json: any;
}

/** Those that messages name. */
const CLUSTER_SCOPED = ['Istio', 'GatewayClass', 'ClusterIssuer', 'Namespace'];

/** `kind namespace/name`, as messages name it. */
export function nameOf({ kind, namespace, name }: Pick<KubernetesObject, 'kind' | 'namespace' | 'name'>): string {
  return CLUSTER_SCOPED.includes(kind) ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** The order in which istiod reads objects: the older first, then by name. */
export function byAge(a: KubernetesObject, b: KubernetesObject): number {
  const keys = [a, b].map(({ json, name, namespace }) => `${json.metadata?.creationTimestamp ?? ''} ${name}.${namespace}`);
  return keys[0] < keys[1] ? -1 : 1;
}
