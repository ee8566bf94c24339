import { ManifestObject, manifestObject } from './manifest-object';
import { MissingNamespaces, missingNamespaces } from './missing-namespaces';
import { SourcePlace } from './source-place';
import { summary } from '../fault';
import { nameOf } from '../istio/kubernetes-object';
import { RepeatedKey } from '../yaml/json-value';

/** Objects without duplicates, and notes on what was read. */
export class ObjectSet {
  private readonly byKind = new Map<string, ManifestObject[]>();

  public constructor(
    public readonly objects: readonly ManifestObject[],
    /** Documents that are values of a Helm chart. */
    public readonly values: readonly HelmValues[],
    public readonly notes: readonly string[],
    /** Objects that a different object of the same kind, namespace and name replaces, each with that object. */
    public readonly replaced: readonly Replaced[],
    /** Every object that was read, with the replaced ones. */
    public readonly read: readonly ManifestObject[],
    /** Objects that name no namespace, where others do. */
    public readonly missing?: MissingNamespaces,
  ) {
    for (const object of objects) {
      const key = `${object.group}/${object.kind}`;
      this.byKind.set(key, this.byKind.get(key) ?? []);
      this.byKind.get(key)!.push(object);
    }
  }

  public ofKind(group: string, kind: string): ManifestObject[] {
    return [...this.byKind.get(`${group}/${kind}`) ?? []];
  }
}

/** Values of a Helm chart, or of one of Istio's charts in it. */
export interface HelmValues {
  readonly json: any;
  readonly origin: string;
  /** The document that they are in, as an object, and where. */
  readonly object: ManifestObject;
  readonly path: readonly string[];
  /** Whether they can only be those of Istio's chart `gateway`, which refuses values that it does not know. */
  readonly isGateway: boolean;
}

/** The first, and the last, which counts. */
export type Replaced = readonly [ManifestObject, ManifestObject];

/** A document, or an item of one that is a list. */
export interface FoundDocument {
  readonly json: any;
  readonly origin: string;
  readonly place?: SourcePlace;
  readonly repeated?: readonly RepeatedKey[];
}

/** Sorts documents into objects, the items of lists, and values of Helm charts. `namespace`: that of objects that name none; left out: the likeliest. */
export function objectSet(documents: readonly FoundDocument[], namespace?: string): ObjectSet {
  const objects = new Map<string, ManifestObject>();
  const values: HelmValues[] = [];
  const replaced: Replaced[] = [];
  const read: ManifestObject[] = [];
  const found = documents.flatMap(itemsOf);
  const written = found.filter(({ json }) => isObject(json));
  const missing = namespace === undefined ? missingNamespaces(written) : undefined;
  const others: string[] = [];
  for (const { json, origin, place, repeated } of found) {
    if (isObject(json)) {
      const object = manifestObject(json, origin, place, repeated, namespace ?? missing?.namespaceIn(origin));
      read.push(object);
      replaced.push(...add(objects, object));
      continue;
    }
    const its = valuesIn(json, origin, place);
    values.push(...its);
    if (its.length === 0) others.push(origin);
  }
  const notes = [...notManifests(others), ...replacements(replaced), ...missing ? [`${missing.what}: helm install -n and kubectl -n decide; --namespace says it here`] : []];
  return new ObjectSet([...objects.values()], values, notes, replaced, read, missing);
}

function isObject(json: any): boolean {
  return typeof json?.kind === 'string' && json.apiVersion !== undefined;
}

function notManifests(origins: readonly string[]): string[] {
  if (origins.length === 0) return [];
  const files = summary([...new Set(origins)]);
  return [origins.length === 1
    ? `${files}: a document without kind and apiVersion is not a manifest and is left out`
    : `${origins.length} documents without kind and apiVersion are not manifests and are left out: ${files}`];
}

function replacements(replaced: readonly Replaced[]): string[] {
  const each = [...new Set(replaced.map(([first, last]) => `${nameOf(last)} is there twice (${first.origin}, ${last.origin})`))];
  if (each.length <= 1) return each.map(text => `${text}, and differs: the last one counts`);
  return [`${each.length} objects are there twice, and differ; of each the last one counts: `
    + summary(replaced.map(([first, last]) => `${nameOf(last)} (${first.origin}, ${last.origin})`))];
}

function itemsOf(document: FoundDocument): FoundDocument[] {
  const { json, origin, place, repeated = [] } = document;
  if (!/List$/.test(json?.kind) || !Array.isArray(json.items)) return [document];
  return json.items.flatMap((item: any, index: number) => itemsOf({
    json: item,
    origin,
    place: place && { ...place, path: [...place.path, 'items', index] },
    repeated: repeated.filter(({ path }) => path[0] === 'items' && path[1] === index).map(one => ({ ...one, path: one.path.slice(2) })),
  }));
}

/** @see https://github.com/istio/istio/blob/1.31.0/manifests/charts/gateway/values.schema.json */
const GATEWAY_VALUES = [
  '_internal_defaults_do_not_set', 'global', 'enabled', 'affinity', 'securityContext', 'containerSecurityContext', 'kind', 'annotations', 'autoscaling', 'env',
  'envVarFrom', 'strategy', 'minReadySeconds', 'readinessProbe', 'labels', 'name', 'nodeSelector', 'podAnnotations', 'replicaCount', 'resources', 'revision',
  'defaultRevision', 'compatibilityVersion', 'profile', 'platform', 'pilot', 'runAsRoot', 'unprivilegedPort', 'service', 'serviceAccount', 'rbac', 'tolerations',
  'topologySpreadConstraints', 'networkGateway', 'networkGatewayPorts', 'imagePullPolicy', 'imagePullSecrets', 'podDisruptionBudget',
  'terminationGracePeriodSeconds', 'volumes', 'volumeMounts', 'initContainers', 'additionalContainers', 'priorityClassName', 'lifecycle', 'defaults',
];

/** Values of Istio's charts: the document itself, or its parts for charts within another. */
function valuesIn(json: any, origin: string, place: SourcePlace | undefined): HelmValues[] {
  const isMap = (value: any) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(json)) return [];
  const object = manifestObject({ ...json, kind: 'Helm values', metadata: {} }, origin, place);
  const part = (values: any, path: readonly string[]): HelmValues[] => {
    const isGateway = isMap(values) && isMap(values.service) && Object.keys(values).every(key => GATEWAY_VALUES.includes(key));
    return isGateway || isMap(values?.meshConfig) || isMap(values?.podAnnotations) ? [{ json: values, origin, object, path, isGateway }] : [];
  };
  return [...part(json, []), ...['gateway', 'istiod'].flatMap(chart => part(json[chart], [chart]))];
}

/** Adds an object; returns what it replaces. */
function add(objects: Map<string, ManifestObject>, object: ManifestObject): Replaced[] {
  // Each object without a name is another one; an IstioOperator is known by its file.
  const name = object.kind === 'IstioOperator' ? object.origin : object.name || `#${objects.size}`;
  const key = `${object.group} ${object.kind} ${object.namespace}/${name}`;
  const other = objects.get(key);
  if (other && isPartial(object) !== isPartial(other)) {
    const [whole, part] = isPartial(object) ? [other, object] : [object, other];
    objects.set(key, manifestObject(merge(whole.json, part.json), `${whole.origin} and ${part.origin}`));
    return [];
  }
  objects.set(key, object);
  return other && JSON.stringify(other.json) !== JSON.stringify(object.json) ? [[other, object]] : [];
}

/** Whether it has only some fields of an object with another owner, for server-side apply: required fields are missing. */
export function isPartial({ kind, spec }: ManifestObject): boolean {
  return kind === 'Deployment' ? spec.selector === undefined : kind === 'Service' && spec.ports === undefined && spec.type !== 'ExternalName';
}

function merge(whole: any, part: any): any {
  const isMap = (value: any) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(whole) || !isMap(part)) return part;
  return { ...whole, ...Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key in whole ? merge(whole[key], value) : value])) };
}
