import { ObjectSet } from './object-set';
import { PodTemplate } from './pod-template';
import { list, record } from '../istio/list';

/** Versions of istiod, where it or what installs it is among the manifests, as they are written there. More than one with several revisions. */
export function istiodVersions(set: ObjectSet, pods: readonly PodTemplate[]): string[] {
  const containers = pods.flatMap(({ object }) => list(record(record(object.spec.template).spec).containers));
  const tags = [
    ...containers.flatMap(({ image }) => /\/pilot:(.*)$/.exec(String(image))?.[1] ?? []),
    ...set.ofKind('install.istio.io', 'IstioOperator').map(({ spec }) => String(spec.tag)),
    ...set.ofKind('sailoperator.io', 'Istio').map(({ spec }) => String(spec.version)),
  ];
  return [...new Set(tags.filter(tag => /^v?1\.\d+/.test(tag)))];
}
