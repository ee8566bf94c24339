import { summary } from '../../../fault';
import { Patch } from '../../../istio/envoy-filter-patches';
import { groups } from '../../../manifests/groups';
import { ManifestObject } from '../../../manifests/manifest-object';
import { ChainTls, ListenerFilterKind, takesProxy } from '../../../model/envoy-model';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const PROXY_AFTER_TLS_INSPECTOR = check('proxy-after-tls-inspector', scene =>
  scene.gateways.filter(({ isSure, proxyFilters }) => isSure && proxyFilters.length > 0).flatMap(gateway => [...groups(late(gateway))]
    .map(([{ object, index, match }, ports]): Problem => ({
      object,
      path: ['spec', 'configPatches', index],
      what: `its PROXY filter comes after tls_inspector on port ${summary([...new Set(ports)].map(String))} of gateway ${gateway.id}, where servers are told apart by name`,
      severity: match.proxy ? LintSeverity.WARNING : undefined,
    }))));

/** The patches whose PROXY filters have no tls_inspector after them, and the ports of the listeners. */
function late({ model }: GatewayView): [Patch<ManifestObject>, number][] {
  return model.listeners.filter(({ refused }) => refused === undefined)
    .filter(({ chains }) => chains.some(({ tls, names }) => tls !== ChainTls.NONE && !names.includes('*')))
    .flatMap(({ filters, port }) => {
      const last = filters.map(({ kind }) => kind).lastIndexOf(ListenerFilterKind.TLS_INSPECTOR);
      const later = filters.slice(last + 1).filter(takesProxy);
      return last < 0 ? [] : later.flatMap(({ patch }): [Patch<ManifestObject>, number][] => patch ? [[patch, port]] : []);
    });
}
