import { ManifestObject } from './manifest-object';
import { nameOf } from '../istio/kubernetes-object';

/** Objects that may change what a gateway does with a request, and what of them is not interpreted. */
const MAY_MATTER: Record<string, string> = {
  WasmPlugin: 'its code may answer or change requests',
  TrafficExtension: 'its code may answer or change requests',
  RequestAuthentication: 'tokens are not read: requests count as having none',
  NetworkPolicy: 'it may block connections to the pods, which is not traced',
  ListenerSet: 'its listeners are not read',
  XListenerSet: 'its listeners are not read',
  GRPCRoute: 'its routes are not read',
  ReferenceGrant: 'routes across namespaces count as allowed',
};

/** A note on each of them, because it may decide. */
export function notInterpreted(objects: readonly ManifestObject[]): string[] {
  return objects.filter(({ kind }) => kind in MAY_MATTER).map(object => `${nameOf(object)} is not interpreted: ${MAY_MATTER[object.kind]}`);
}
