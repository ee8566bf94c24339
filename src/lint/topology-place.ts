import { FieldPath } from './check';
import { GatewayView } from './gateway-view';
import { ManifestObject } from '../manifests/manifest-object';

const CONFIG = 'proxy.istio.io/config';

/** The object that sets a gateway's topology, and its field. */
export function topologyPlace({ workload: { pods }, manifests }: GatewayView, name: string): { object: ManifestObject; path: FieldPath } {
  const { object } = pods;
  const own = object.kind !== 'Gateway' && object.kind !== 'AuthorizationPolicy' && object.kind !== 'EnvoyFilter';
  if (CONFIG in pods.annotations && own) {
    const template = object.kind === 'Pod' || object.kind === 'IstioOperator' ? [] : ['spec', 'template'];
    return { object, path: object.kind === 'IstioOperator' ? [] : [...template, 'metadata', 'annotations', CONFIG] };
  }
  const mesh = manifests._objects.find(one => one.kind === 'IstioOperator' && one.spec.meshConfig?.defaultConfig?.gatewayTopology)
    ?? manifests._objects.find(one => one.kind === 'ConfigMap' && typeof one.json.data?.mesh === 'string' && one.json.data.mesh.includes('gatewayTopology'));
  if (mesh?.kind === 'IstioOperator') return { object: mesh, path: ['spec', 'meshConfig', 'defaultConfig', 'gatewayTopology', name] };
  return mesh ? { object: mesh, path: ['data', 'mesh'] } : { object, path: [] };
}
