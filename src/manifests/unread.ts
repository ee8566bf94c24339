import { ManifestObject } from './manifest-object';
import { nameOf } from '../istio/kubernetes-object';

/** Objects that may change what a gateway does with a request, and why they are not read. */
const MAY_MATTER: Record<string, string> = {
  WasmPlugin: 'its code may answer or change requests',
  RequestAuthentication: 'tokens are not read: requests count as having none',
  NetworkPolicy: 'it may keep connections from the pods, which is not traced',
  ListenerSet: 'its listeners are not read',
  XListenerSet: 'its listeners are not read',
  GRPCRoute: 'its routes are not read',
  ReferenceGrant: 'routes across namespaces are taken as allowed',
};

/** Says so, rather than to be silent about what could decide. */
export function unread(objects: readonly ManifestObject[]): string[] {
  return objects.filter(({ kind }) => kind in MAY_MATTER).map(object => `${nameOf(object)} is not interpreted: ${MAY_MATTER[object.kind]}`);
}
