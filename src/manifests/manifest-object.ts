import { SourcePlace } from './source-place';
import { KubernetesObject } from '../istio/kubernetes-object';
import { record } from '../istio/list';

/** One Kubernetes object out of a set of manifests. */
export interface ManifestObject extends KubernetesObject {
  /** API group, empty for the core. */
  readonly group: string;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  /** File or chart. */
  readonly origin: string;
  /** Unknown for objects of charts, and for those that several files make together. */
  readonly place?: SourcePlace;
}

/** Where objects land that name no namespace. */
const DEFAULT_NAMESPACE = 'default';

export function manifestObject(json: any, origin: string, place?: SourcePlace): ManifestObject {
  const { namespace, name, labels, annotations } = record(json.metadata);
  const version = String(json.apiVersion);
  return {
    kind: String(json.kind),
    group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
    namespace: String(namespace ?? DEFAULT_NAMESPACE),
    name: String(name ?? ''),
    labels: texts(labels),
    annotations: texts(annotations),
    spec: record(json.spec),
    json,
    origin,
    place,
  };
}

/** Labels and annotations are texts, also where somebody forgot the quotes. */
export function texts(map: any): { [name: string]: string } {
  return Object.fromEntries(Object.entries(record(map)).map(([key, value]) => [key, String(value)]));
}
