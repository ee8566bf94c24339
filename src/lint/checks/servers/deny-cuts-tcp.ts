import { summary } from '../../../fault';
import { list, record } from '../../../istio/list';
import { check } from '../../check';
import { asksHttp } from '../../hosts-and-paths';
import { PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';

export const DENY_CUTS_TCP = check('deny-cuts-tcp', scene =>
  scene.policies.filter(({ action, dryRun }) => action === 'DENY' && !dryRun).flatMap(policy => {
    const servers = scene.knownGatewaysOf(policy).flatMap(({ tcpServers }) => tcpServers).filter(({ tls }) => tls?.mode !== 'AUTO_PASSTHROUGH');
    return servers.length === 0 ? [] : policy.rules.flatMap(cutting).map((path): Problem => ({
      object: policy.object,
      path,
      what: `the rule also refuses connections of the ${summary([...new Set(servers.map(({ name }) => name))])}`,
    }));
  }));

/** The parts of a rule that ask for HTTP, and for no port. */
function cutting(rule: PolicyRule): PolicyRule['path'][] {
  if (rule.when.some(({ key }) => key === 'connection.sni' || key === 'destination.port')) return [];
  const anyPort = rule.operations.filter(({ values }) => values('ports').length + values('notPorts').length === 0);
  if (rule.operations.length > 0 && anyPort.length === 0) return [];
  const sources = list(rule.json.from).map(from => record(record(from).source));
  const asksRequest = rule.when.some(({ key }) => key.startsWith('request.')) || sources.some(source => 'requestPrincipals' in source || 'notRequestPrincipals' in source);
  const operations = anyPort.filter(asksHttp).map(({ path }) => path);
  return asksRequest ? [rule.path] : operations;
}
