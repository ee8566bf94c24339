import { SourcePlace } from './source-place';
import { record } from '../istio/list';

/** One Kubernetes object out of a set of manifests. */
export interface ManifestObject {
  readonly kind: string;
  /** API group, empty for the core. */
  readonly group: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly spec: any;
  /** All of it. */
  readonly json: any;
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

/** `kind namespace/name`, as messages name it. */
export function nameOf({ kind, namespace, name }: ManifestObject): string {
  return `${kind} ${namespace}/${name}`;
}

/** Labels and annotations are texts, also where somebody forgot the quotes. */
export function texts(map: any): { [name: string]: string } {
  return Object.fromEntries(Object.entries(record(map)).map(([key, value]) => [key, String(value)]));
}

/** In the order in which istiod takes them: the older first, then by name. */
export function byAge(a: ManifestObject, b: ManifestObject): number {
  const keys = [a, b].map(({ json, name, namespace }) => `${json.metadata?.creationTimestamp ?? ''} ${name}.${namespace}`);
  return keys[0] < keys[1] ? -1 : 1;
}
