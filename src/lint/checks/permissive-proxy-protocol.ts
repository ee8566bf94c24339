import { ListenerFilterKind } from '../../model/envoy-model';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';

export const PERMISSIVE_PROXY_PROTOCOL: Check = {
  code: 'permissive-proxy-protocol',
  severity: LintSeverity.WARNING,
  title: 'PROXY is optional on a gateway (allow_requests_without_proxy_protocol)',
  why: 'where the load balancer sends no header, its clients write one themselves and are whoever they say; no guard on addresses helps, as the packets do come from '
    + 'the load balancer',
  find: scene => scene.gateways.flatMap(({ id, proxyFilters, enforced }) => proxyFilters
    .filter(({ kind }) => kind === ListenerFilterKind.OPTIONAL_PROXY)
    .map(({ patch, path }) => ({
      object: patch!.object,
      path: path!,
      what: `gateway ${id} takes connections with and without a PROXY header${enforced.some(({ isList }) => isList) ? ', and lists decide by what the header says' : ''}`,
      instead: 'require the header (gatewayTopology.proxyProtocol), and give callers without one a gateway of their own',
      severity: enforced.some(({ isList }) => isList) ? undefined : LintSeverity.INFO,
    }))),
};
