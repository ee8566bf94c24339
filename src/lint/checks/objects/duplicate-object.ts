import { nameOf } from '../../../istio/kubernetes-object';
import { groups } from '../../../manifests/groups';
import { ManifestObject } from '../../../manifests/manifest-object';
import { Replaced, isPartial } from '../../../manifests/object-set';
import { lineOf } from '../../../manifests/source-place';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const DUPLICATE_OBJECT = check('duplicate-object', scene => {
  const gateways = groups(scene.manifests._read.filter(({ kind }) => GATEWAYS.includes(kind)).map(object => [object.origin, nameOf(object)]));
  return scene.manifests._replaced.filter(matters)
    // Files that each have the gateway are for one cluster each.
    .filter(([first, last]) => first.origin === last.origin || !gateways.get(first.origin)?.some(name => gateways.get(last.origin)?.includes(name)))
    .map(problem);
});

function problem([first, last]: Replaced): Problem {
  const isTogether = first.origin === last.origin;
  const conditions = [...isTogether ? [] : ['both go to one cluster'], ...last.json.metadata?.namespace === undefined ? ['both go to one namespace'] : []];
  const line = first.place && `line ${lineOf(first.place, ['metadata', 'name'])}`;
  return {
    object: last,
    path: ['metadata', 'name'],
    what: `it replaces the ${nameOf(first)} in ${[...isTogether ? [] : [first.origin], ...line ? [line] : []].join(', ') || first.origin}`
      + `${conditions.length ? `, if ${conditions.join(' and ')}` : ''}`,
    severity: conditions.length === 0 && LISTS.includes(last.kind) ? undefined : LintSeverity.WARNING,
  };
}

/** Kinds that decide who gets in. */
const LISTS = ['AuthorizationPolicy', 'EnvoyFilter', 'Gateway'];

function matters([first, last]: Replaced): boolean {
  // Two parts for server-side apply have two owners, and a file may be there together with what a cluster made of it.
  return MATTERS.test(`${last.group}/${last.kind}`) && !isPartial(last) && content(first) !== content(last);
}

function content({ json, annotations }: ManifestObject): string {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...own } = annotations;
  return JSON.stringify({ ...json, apiVersion: undefined, metadata: own, status: undefined });
}

/** Kinds of which a cluster has one for each gateway. */
const GATEWAYS = ['Gateway', 'Deployment', 'DaemonSet', 'StatefulSet', 'Service'];

/** Kinds of which the last counts for what is said about gateways. */
const MATTERS = /^(security|networking)\.istio\.io\/|^gateway\.networking\.k8s\.io\/|^apps\/(Deployment|DaemonSet|StatefulSet)$|^\/Service$|^networking\.k8s\.io\/NetworkPolicy$/;
