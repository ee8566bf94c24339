import { check } from '../../check';
import { mapsIn } from '../../maps-in';

const LISTS = ['from', 'to', 'when', 'hosts', 'notHosts', 'paths', 'notPaths', 'ports', 'notPorts', 'methods', 'notMethods', 'ipBlocks', 'notIpBlocks',
  'remoteIpBlocks', 'notRemoteIpBlocks', 'principals', 'notPrincipals', 'requestPrincipals', 'notRequestPrincipals', 'namespaces', 'notNamespaces',
  'serviceAccounts', 'notServiceAccounts', 'values', 'notValues'];

export const EMPTY_LIST = check('empty-list', scene =>
  scene.of('security.istio.io', 'AuthorizationPolicy').flatMap(object => [...mapsIn(object.spec.rules, ['spec', 'rules'])]
    .flatMap(({ map, path }) => Object.entries(map)
      .filter(([key, value]) => LISTS.includes(key) && Array.isArray(value) && value.length === 0)
      .map(([key]) => ({
        object,
        path: [...path, key],
        what: `${key} is empty`,
        instead: `write what is meant into ${key}, or leave it out if everything is meant`,
      })))));
