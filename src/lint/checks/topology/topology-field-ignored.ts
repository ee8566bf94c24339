import { TOPOLOGY_FIELDS } from '../../../istio/gateway-topology';
import { record } from '../../../istio/list';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';
import { topologies } from '../../topologies';

export const TOPOLOGY_FIELD_IGNORED = check('topology-field-ignored', scene => topologies(scene).flatMap(({ object, path, topology }): Problem[] => {
  const problem = (what: string, instead: string, severity?: LintSeverity): Problem => ({ object, path, what, instead, severity });
  if (typeof topology !== 'object') return [problem(`gatewayTopology is ${JSON.stringify(topology)}`, 'write a map, such as { numTrustedProxies: 1 }')];
  const { proxyProtocol, numTrustedProxies } = topology;
  return [
    ...Object.keys(topology).filter(key => !TOPOLOGY_FIELDS.includes(key))
      .map(key => problem(`gatewayTopology has no field "${key}"`, `write one of ${TOPOLOGY_FIELDS.filter(field => !field.includes('_')).join(', ')}`)),
    ...'proxyProtocol' in topology && proxyProtocol === null
      ? [problem('proxyProtocol is null, which means off', 'write proxyProtocol: {} for on, or leave it out', LintSeverity.WARNING)]
      : [],
    ...proxyProtocol !== undefined && proxyProtocol !== null && typeof proxyProtocol !== 'object'
      ? [problem(`proxyProtocol is ${JSON.stringify(proxyProtocol)}`, 'write proxyProtocol: {}')]
      : [],
    ...numTrustedProxies !== undefined && numTrustedProxies !== null && !/^\d+$/.test(String(numTrustedProxies))
      ? [problem(`numTrustedProxies is ${JSON.stringify(numTrustedProxies)}`, 'write a whole number, the count of proxies that append to X-Forwarded-For')]
      : [],
    ...Object.keys(record(proxyProtocol)).length > 0
      ? [problem(`proxyProtocol has the field "${Object.keys(proxyProtocol)[0]}"`, 'write proxyProtocol: {}; it has no settings')]
      : [],
  ];
}));
