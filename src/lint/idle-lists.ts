import { GatewayView } from './gateway-view';
import { Policy } from './policy-rule';
import { Scene } from './scene';
import { nearest } from '../istio/object-schema';
import { mayAttach, selects } from '../istio/policy-attachment';
import { KnownFrom } from '../manifests/known-from';
import { texts } from '../manifests/manifest-object';

/** A list whose selector selects no pods that are there. */
export interface IdleList {
  readonly policy: Policy;
  readonly labels: { readonly [name: string]: string };
  /** A gateway in another namespace whose pods have its labels. */
  readonly elsewhere?: GatewayView;
  /** A gateway in its namespace whose pods were probably meant. Without either, its labels look like those of an application. */
  readonly here?: GatewayView;
}

const KNOWN = [KnownFrom.PODS, KnownFrom.INSTALLED, KnownFrom.SERVICE];

/** Lists that select nothing here. There are none where no gateway is known. */
export function idleLists(scene: Scene): readonly IdleList[] {
  const { rootNamespace } = scene.manifests._mesh;
  const known = scene.gateways.filter(({ workload }) => KNOWN.includes(workload.knownFrom));
  return known.length === 0 ? [] : scene.policies.filter(({ isList }) => isList).flatMap((policy): IdleList[] => {
    const { object } = policy;
    const labels = texts(object.spec.selector?.matchLabels);
    if (Object.keys(labels).length === 0 || scene.gatewaysOf(policy).length > 0 || scene.applicationsOf(policy).length > 0) return [];
    if (known.some(({ workload }) => mayAttach(object, workload, rootNamespace, workload.hasMoreLabels))) return [];
    const elsewhere = known.find(({ workload }) => selects(labels, workload.labels));
    const here = known.find(({ workload }) => workload.namespace === object.namespace && isMeant(labels, workload.labels));
    return [{ policy, labels, elsewhere, here: elsewhere ? undefined : here }];
  });
}

/** Labels that every application has. */
const COMMON = /^(app|name|k8s-app|version|component|tier|service)$|^app\.kubernetes\.io\//;

/** Whether somebody who selects these labels means pods with those. */
export function isMeant(labels: { readonly [name: string]: string }, those: { readonly [name: string]: string }): boolean {
  return Object.entries(labels).some(([name, value]) => name in those
    && (those[name] === value || !COMMON.test(name) || /gateway|ingress|istio/.test(value) || nearest(value, [those[name]]) !== undefined));
}
