import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { mapsIn } from '../maps-in';

const LISTS = ['from', 'to', 'when', 'hosts', 'notHosts', 'paths', 'notPaths', 'ports', 'notPorts', 'methods', 'notMethods', 'ipBlocks', 'notIpBlocks',
  'remoteIpBlocks', 'notRemoteIpBlocks', 'principals', 'notPrincipals', 'requestPrincipals', 'notRequestPrincipals', 'namespaces', 'notNamespaces',
  'serviceAccounts', 'notServiceAccounts', 'values', 'notValues'];

export const EMPTY_LIST: Check = {
  code: 'empty-list',
  severity: LintSeverity.ERROR,
  title: 'an empty list in an AuthorizationPolicy',
  why: 'it does not mean "nobody": istiod reads it as if it were not there, so an ALLOW without sources admits everybody, and a DENY refuses everybody',
  find: scene => scene.of('security.istio.io', 'AuthorizationPolicy').flatMap(object => [...mapsIn(object.spec.rules, ['spec', 'rules'])]
    .flatMap(({ map, path }) => Object.entries(map)
      .filter(([key, value]) => LISTS.includes(key) && Array.isArray(value) && value.length === 0)
      .map(([key]) => ({
        object,
        path: [...path, key],
        what: `${key} is empty`,
        instead: `write what is meant into ${key}, or leave it out if everything is meant`,
      })))),
};
