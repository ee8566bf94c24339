import { groups } from './groups';
import { ManifestObject } from './manifest-object';
import { summary } from '../fault';

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

/** A note on each kind of them, because they may decide. */
export function notInterpreted(objects: readonly ManifestObject[]): string[] {
  return [...groups(objects.filter(({ kind }) => kind in MAY_MATTER).map(object => [object.kind, object]))].map(([kind, those]) => {
    const names = summary(those.map(({ namespace, name }) => `${namespace}/${name}`));
    return `${kind} ${names} ${those.length === 1 ? 'is' : 'are'} not interpreted: ${MAY_MATTER[kind]}`;
  });
}
