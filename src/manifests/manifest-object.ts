import { SourcePlace } from './source-place';
import { KubernetesObject } from '../istio/kubernetes-object';
import { record } from '../istio/list';
import { RepeatedKey } from '../yaml/json-value';

/** A Kubernetes object of a set of manifests. */
export interface ManifestObject extends KubernetesObject {
  /** API group, empty for the core. */
  readonly group: string;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  /** File or chart. */
  readonly origin: string;
  /** Undefined for objects of charts, and for those that are merged from several files. */
  readonly place?: SourcePlace;
  /** Fields that are there more than once, with different values. */
  readonly repeated: readonly RepeatedKey[];
}

/** The namespace of objects that name none, where nothing else is known. */
export const DEFAULT_NAMESPACE = 'default';

/** `otherwise`: the namespace where it names none. */
export function manifestObject(
  json: any, origin: string, place?: SourcePlace, repeated: readonly RepeatedKey[] = [], otherwise = DEFAULT_NAMESPACE,
): ManifestObject {
  const { namespace, name, labels, annotations } = record(json.metadata);
  const version = String(json.apiVersion);
  return {
    kind: String(json.kind),
    group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
    namespace: String(namespace ?? otherwise),
    name: String(name ?? ''),
    labels: texts(labels),
    annotations: texts(annotations),
    spec: record(json.spec),
    json,
    origin,
    place,
    repeated,
  };
}

/** Labels and annotations are texts, also where the quotes are missing. */
export function texts(map: any): { [name: string]: string } {
  return Object.fromEntries(Object.entries(record(map)).map(([key, value]) => [key, String(value)]));
}
