import { Patch, addedFilters, patchesOf } from '../../istio/envoy-filter-patches';
import { ManifestObject } from '../../manifests/manifest-object';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';

export const FILTER_WITHOUT_TYPED_CONFIG: Check = {
  code: 'filter-without-typed-config',
  severity: LintSeverity.ERROR,
  title: 'an EnvoyFilter adds a filter by its name only',
  why: 'the API server and istiod take it, but Envoy finds filters by the type of typed_config and refuses the whole listener: a fresh gateway '
    + 'listens on nothing, a running one freezes, and later policies do not come into force',
  find: scene => scene.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf<ManifestObject>).flatMap(addedFilters<ManifestObject>)
    .filter(({ name, config, discovered }) => name !== undefined && config === undefined && !discovered)
    .map(({ patch, path, name }) => ({
      object: patch.object,
      path: [...path, 'name'],
      what: `the filter ${name} has no typed_config`,
      instead: insteadOf(name!, patch),
    })),
};

function insteadOf(name: string, { applyTo }: Patch): string {
  if (/proxy_protocol$/.test(name)) {
    const behind = applyTo === 'LISTENER'
      ? '; a PROXY filter that is merged into LISTENER comes behind the tls_inspector that istiod adds, and then TLS connections are ended: use LISTENER_FILTER with INSERT_FIRST'
      : '';
    return `drop the EnvoyFilter and write gatewayTopology: { proxyProtocol: {} } in the annotation proxy.istio.io/config of the gateway's pod template${behind}`;
  }
  if (applyTo === 'LISTENER' && /tls_inspector$/.test(name)) {
    return 'add typed_config with "@type": type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector, and keep it behind a PROXY filter that the '
      + 'patch merges: the one that istiod adds comes before that, and sees no TLS behind a PROXY header';
  }
  return 'add typed_config with the "@type" of that filter; tls_inspector need not be added, istiod does so where it is needed';
}
