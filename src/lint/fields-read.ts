import { Scene } from './scene';
import { record } from '../istio/list';
import { MESH_CONFIG_FIELDS, METADATA_FIELDS, OBJECT_FIELDS } from '../istio/object-fields';
import { FieldMistake, FieldSchema, fieldMistakes } from '../istio/object-schema';
import { PROXY_CONFIG } from '../istio/proxy-config';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';

/** A field that is not taken as it is written. */
export interface WrittenMistake extends FieldMistake {
  readonly object: ManifestObject;
  /** Where it matters for another reason. */
  readonly why?: string;
}

const known = new WeakMap<Scene, WrittenMistake[]>();

/** Everything that schemas do not allow among the objects that matter to gateways. */
export function fieldsRead(scene: Scene): readonly WrittenMistake[] {
  if (!known.has(scene)) {
    const pods = new Set(scene.manifests._pods.map(({ object }) => object));
    known.set(scene, [...scene.objects.flatMap(object => ofObject(object, pods.has(object))), ...ofProxyConfigs(scene), ...ofMesh(scene)]);
  }
  return known.get(scene)!;
}

function ofObject(object: ManifestObject, isPods: boolean): WrittenMistake[] {
  const { group, kind, json } = object;
  const spec = OBJECT_FIELDS[`${group}/${kind}`]?.spec;
  if (!spec && !isPods) return [];
  const whole: FieldSchema = { fields: { apiVersion: 'any', kind: 'any', metadata: 'any', spec: spec ?? 'any', status: 'any' } };
  const templates: FieldPath[] = isPods && kind !== 'Pod' ? [['spec', 'template', 'metadata']] : [];
  return [
    ...spec ? fieldMistakes(json, whole, []) : [],
    ...[['metadata'], ...templates].flatMap(path => fieldMistakes(at(json, path), METADATA_FIELDS, path).filter(({ isUnknown }) => isUnknown)),
  ].map(mistake => ({ ...mistake, object }));
}

function at(json: any, path: FieldPath): unknown {
  return path.reduce((value, key) => record(value)[key], json);
}

const IGNORED = 'Istio reads a proxy configuration without complaint and leaves out what it does not know: the gateway runs without the setting';

/** Other checks look into `gatewayTopology` and `connectionSettings`. */
const READ_ELSEWHERE = /^(defaultConfig|gatewayTopology|gateway_topology|connectionSettings|connection_settings)$/;

function ofProxyConfigs({ proxyConfigs }: Scene): WrittenMistake[] {
  const { defaultConfig } = (MESH_CONFIG_FIELDS as { fields: Record<string, FieldSchema> }).fields;
  return proxyConfigs.flatMap(config => inConfig(config.json, defaultConfig, PROXY_CONFIG).map(mistake => ({ ...mistake, ...config.at })));
}

function ofMesh({ manifests: { _mesh: { configs } } }: Scene): WrittenMistake[] {
  return configs.flatMap(({ json, object, path }) => object === undefined ? [] : inConfig(json, MESH_CONFIG_FIELDS, 'meshConfig').map(mistake => ({
    ...mistake, object, path: object.kind === 'ConfigMap' ? path : [...path, ...mistake.path.slice(1)],
  })));
}

/** Only what resembles a field: configurations of old carry many that are gone. */
function inConfig(json: unknown, schema: FieldSchema, name: string): (FieldMistake & { readonly why: string })[] {
  if (typeof json !== 'object') return [];
  return fieldMistakes(json, schema, [name])
    .filter(({ isUnknown, isKnown, path }) => isUnknown && isKnown && !path.slice(1, -1).some(key => READ_ELSEWHERE.test(String(key)) && key !== 'defaultConfig'))
    .map(mistake => ({ ...mistake, why: IGNORED }));
}
