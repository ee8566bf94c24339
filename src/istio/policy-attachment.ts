import { list } from './list';

/** Pods that all get the same configuration. */
export interface Workload {
  readonly namespace: string;
  readonly labels: { readonly [name: string]: string };
}

/** An object that acts on workloads. */
export interface Attached {
  readonly namespace: string;
  readonly spec: any;
}

/** Istio's root namespace, unless the mesh says otherwise: a policy there reaches pods in every namespace. */
export const ROOT_NAMESPACE = 'istio-system';

/** The label that makes pods those of a Kubernetes Gateway API Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** What is known of a selector and pods of which not all labels are known: it selects them, it does not, or their other labels decide. */
export enum Selects {
  YES,
  NO,
  UNKNOWN,
}

/** Whether an AuthorizationPolicy or EnvoyFilter acts on these pods, all of whose labels are known. */
export function attaches(object: Attached, workload: Workload, rootNamespace: string): boolean {
  return attachment(object, workload, rootNamespace) === Selects.YES;
}

/**
 * The same of pods of which only some labels are known.
 *
 * It lies in their namespace or in the root namespace. On pods of a Gateway API Gateway `targetRefs` decide, where there are some;
 * on all others such an object does nothing.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/model/policyattachment.go
 */
export function attachment(object: Attached, { namespace, labels }: Workload, rootNamespace: string): Selects {
  if (object.namespace !== namespace && object.namespace !== rootNamespace) return Selects.NO;
  const refs = list(object.spec?.targetRefs).length ? list(object.spec.targetRefs) : list([object.spec?.targetRef]);
  if (refs.length === 0) return selection(object.spec?.selector?.matchLabels ?? object.spec?.workloadSelector?.labels ?? {}, labels);
  return object.namespace === namespace && refs.some(({ kind, group, name, namespace: its = '' }: any) => kind === 'Gateway'
    && group === 'gateway.networking.k8s.io' && name === labels[GATEWAY_NAME] && ['', namespace].includes(its)) ? Selects.YES : Selects.NO;
}

/** Whether all of these labels are there. */
export function selects(selector: { readonly [name: string]: string }, labels: { readonly [name: string]: string }): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

/** What a selector does with pods of which only these labels are known. */
export function selection(selector: { readonly [name: string]: string }, labels: { readonly [name: string]: string }): Selects {
  const known = Object.entries(selector).filter(([name]) => name in labels);
  if (known.some(([name, value]) => labels[name] !== value)) return Selects.NO;
  return known.length === Object.keys(selector).length ? Selects.YES : Selects.UNKNOWN;
}
