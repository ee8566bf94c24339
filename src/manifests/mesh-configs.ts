import { embeddedYaml } from './embedded-yaml';
import { FieldPath } from './field-path';
import { helmReleases } from './helm-releases';
import { ManifestObject } from './manifest-object';
import { ObjectSet } from './object-set';
import { nameOf } from '../istio/kubernetes-object';

/** A mesh configuration, and where it is written. */
export interface MeshConfig {
  readonly json: any;
  /** Where it is written, as messages name it. */
  readonly origin: string;
  /** Undefined for values of Helm, which are not an object. */
  readonly object?: ManifestObject;
  /** Its field; in a ConfigMap, the field with its text. */
  readonly path: FieldPath;
}

/** All mesh configurations. The one that istiod reads is first: its ConfigMap, then the sources from which the ConfigMap is made. */
export function meshConfigs(set: ObjectSet, remark: (text: string) => void): MeshConfig[] {
  const values = set.values.map(({ json, origin }) => ({ json: json.meshConfig, origin, path: [] }));
  const releases = helmReleases(set).map(({ object, values: { meshConfig }, path }) => ({ json: meshConfig, origin: nameOf(object), object, path: [...path, 'meshConfig'] }));
  return [...configMaps(set, remark), ...resources(set), ...releases, ...values].filter(({ json }) => typeof json === 'object' && json !== null);
}

function configMaps(set: ObjectSet, remark: (text: string) => void): MeshConfig[] {
  return set.ofKind('', 'ConfigMap').filter(({ name, json }) => /^istio(-|$)/.test(name) && typeof json.data?.mesh === 'string').map(object => ({
    json: embeddedYaml(object.json.data.mesh, `the mesh configuration in ${nameOf(object)}`, remark),
    origin: nameOf(object),
    object,
    path: ['data', 'mesh'],
  }));
}

/** Sail's Istio before an IstioOperator: only the former is in a cluster. */
function resources(set: ObjectSet): MeshConfig[] {
  const inSpec = ['spec', 'meshConfig'];
  const inValues = ['spec', 'values', 'meshConfig'];
  return [
    ...set.ofKind('sailoperator.io', 'Istio')
      .map(object => ({ json: object.spec.values?.meshConfig, origin: nameOf(object), object, path: inValues })),
    ...set.ofKind('install.istio.io', 'IstioOperator').map(object => ({
      json: object.spec.meshConfig ?? object.spec.values?.meshConfig,
      origin: `${object.kind} in ${object.origin}`,
      object,
      path: object.spec.meshConfig ? inSpec : inValues,
    })),
  ];
}

/** The field of `gatewayTopology`, or the text that holds it. */
export function topologyPath({ object, path }: MeshConfig): FieldPath {
  return object?.kind === 'ConfigMap' ? path : [...path, 'defaultConfig', 'gatewayTopology'];
}
