import { Patch, addedFilters } from '../../../istio/envoy-filter-patches';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';

export const FILTER_WITHOUT_TYPED_CONFIG = check('filter-without-typed-config', scene =>
  scene.patches.flatMap(addedFilters<ManifestObject>)
    .filter(({ name, config, discovered }) => name !== undefined && config === undefined && !discovered)
    .map(({ patch, path, name }) => ({
      object: patch.object,
      path: [...path, 'name'],
      what: `the filter ${name} has no typed_config`,
      instead: insteadOf(name!, patch),
    })));

/** More exact words for filters that are known. */
function insteadOf(name: string, { applyTo }: Patch): string | undefined {
  if (/proxy_protocol$/.test(name)) {
    const order = applyTo === 'LISTENER'
      ? '; a PROXY filter that is merged into LISTENER comes after the tls_inspector that istiod adds, and then TLS connections are refused: use LISTENER_FILTER with INSERT_FIRST'
      : '';
    return `drop the EnvoyFilter and write gatewayTopology: { proxyProtocol: {} } in the annotation proxy.istio.io/config of the gateway's pod template${order}`;
  }
  if (applyTo === 'LISTENER' && /tls_inspector$/.test(name)) {
    return 'add typed_config with "@type": type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector, and keep it after a PROXY filter that the '
      + 'patch merges: the one that istiod adds comes before that filter, and finds a PROXY header where TLS should begin';
  }
  return undefined;
}
