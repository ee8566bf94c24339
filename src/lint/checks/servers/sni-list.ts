import { summary } from '../../../fault';
import { isSubset } from '../../../istio/host-names';
import { isHttps } from '../../../model/servers';
import { check } from '../../check';
import { denyLists } from '../../deny-lists';
import { Problem } from '../../problem';

export const SNI_LIST = check('sni-list', scene =>
  denyLists(scene).flatMap(rule => rule.when.filter(({ key, values }) => key === 'connection.sni' && values.length > 0).flatMap(({ values, path }) => {
    const server = scene.knownGatewaysOf(rule.policy).flatMap(({ servers }) => servers).filter(isHttps)
      .find(({ hosts }) => hosts.some(host => values.some(name => isSubset(name, host) && (hosts.length > 1 || host.startsWith('*')))));
    return server === undefined ? [] : [{
      object: rule.policy.object,
      path: [...path, 'values'],
      what: `${summary(values)} shares the ${server.name} with other hosts`,
      instead: `write hosts: ${summary(values.map(name => `"${name}", "${name}:*"`))}, or give it a server of its own with that one host`,
    } satisfies Problem];
  })));
