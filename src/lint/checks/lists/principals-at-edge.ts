import { list, record } from '../../../istio/list';
import { check } from '../../check';
import { Problem } from '../../problem';

const IDENTITIES = ['principals', 'namespaces', 'serviceAccounts'];

export const PRINCIPALS_AT_EDGE = check('principals-at-edge', scene => scene.lists.flatMap(rule => {
  const gateway = scene.knownGatewaysOf(rule.policy).find(({ servers }) => servers.length > 0 && servers.every(({ tls }) => !/MUTUAL/.test(tls?.mode ?? '')));
  return gateway === undefined ? [] : list(rule.json.from).flatMap((from, index): Problem[] => {
    const source = record(record(from).source);
    const field = IDENTITIES.find(name => list(source[name]).length > 0);
    return field === undefined ? [] : [{
      object: rule.policy.object,
      path: [...rule.path, 'from', index, 'source', field],
      what: `nobody has an identity on gateway ${gateway.id}, so this source is nobody's`,
    }];
  });
}));
