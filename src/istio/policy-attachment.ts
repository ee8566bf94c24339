import { list } from './list';

/** Pods that get the same configuration. */
export interface Workload {
  readonly namespace: string;
  readonly labels: { readonly [name: string]: string };
  /** What is supposed of objects of which it cannot be known whether they act. */
  readonly supposed?: ReadonlyMap<Attached, boolean>;
}

/** An object that acts on workloads. */
export interface Attached {
  readonly namespace: string;
  readonly spec: any;
}

/** Istio's root namespace, unless the mesh says otherwise: a policy there reaches pods in every namespace. */
export const ROOT_NAMESPACE = 'istio-system';

/** The label of the pods of a Kubernetes Gateway API Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Whether a selector selects pods of which not all labels are known: yes, no, or their other labels decide. */
export enum Selects {
  YES,
  NO,
  UNKNOWN,
}

/** Whether an AuthorizationPolicy or EnvoyFilter acts on these pods, all of whose labels are known. */
export function attaches(object: Attached, workload: Workload, rootNamespace: string): boolean {
  return workload.supposed?.get(object) ?? (attachment(object, workload, rootNamespace) === Selects.YES);
}

/**
 * The same of pods of which only some labels are known.
 *
 * It is in their namespace or in the root namespace. On pods of a Gateway API Gateway `targetRefs` decide, where there are some;
 * on all other pods an object with `targetRefs` does nothing.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/model/policyattachment.go
 */
export function attachment(object: Attached, { namespace, labels }: Workload, rootNamespace: string): Selects {
  if (object.namespace !== namespace && object.namespace !== rootNamespace) return Selects.NO;
  const refs = targetRefsOf(object);
  if (refs.length === 0) return selection(selectorOf(object), labels);
  return object.namespace === namespace && refs.some(ref => isGatewayRef(ref) && ref.name === labels[GATEWAY_NAME]
    && ['', namespace].includes(ref.namespace ?? '')) ? Selects.YES : Selects.NO;
}

/** The Gateways that an AuthorizationPolicy or EnvoyFilter names, where it names some. */
export function targetRefsOf({ spec }: Pick<Attached, 'spec'>): any[] {
  const refs = list(spec?.targetRefs);
  return refs.length ? refs : list([spec?.targetRef]);
}

/** The labels by which an AuthorizationPolicy or EnvoyFilter selects pods, where it has no `targetRefs`. */
export function selectorOf({ spec }: Pick<Attached, 'spec'>): { readonly [name: string]: string } {
  return spec?.selector?.matchLabels ?? spec?.workloadSelector?.labels ?? {};
}

/** Whether it names nobody in particular, and so acts on all pods that it can reach. */
export function selectsAll(object: Pick<Attached, 'spec'>): boolean {
  return targetRefsOf(object).length === 0 && Object.keys(selectorOf(object)).length === 0;
}

/** Whether a target is a Gateway of the Kubernetes Gateway API. */
export function isGatewayRef({ kind, group }: any): boolean {
  return kind === 'Gateway' && group === 'gateway.networking.k8s.io';
}

/** Whether all of these labels are there. */
export function selects(selector: { readonly [name: string]: string }, labels: { readonly [name: string]: string }): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

/** Labels that injection and Kubernetes add to pods. */
const ADDED = /(^|\.)istio\.io\/|^pod-template-hash$/;

/** Whether an object may act on pods because of labels that are not written out. `isPart`: whether they may have any others. */
export function mayAttach(object: Attached, workload: Workload, rootNamespace: string, isPart: boolean): boolean {
  const missing = Object.keys(selectorOf(object)).filter(name => !(name in workload.labels));
  return attachment(object, workload, rootNamespace) === Selects.UNKNOWN && (isPart || missing.every(name => ADDED.test(name)));
}

/** What a selector does with pods of which only these labels are known. */
export function selection(selector: { readonly [name: string]: string }, labels: { readonly [name: string]: string }): Selects {
  const known = Object.entries(selector).filter(([name]) => name in labels);
  if (known.some(([name, value]) => labels[name] !== value)) return Selects.NO;
  return known.length === Object.keys(selector).length ? Selects.YES : Selects.UNKNOWN;
}
