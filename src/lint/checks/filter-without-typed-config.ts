import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { filtersOf, patchesOf } from '../patches';

export const FILTER_WITHOUT_TYPED_CONFIG: Check = {
  code: 'filter-without-typed-config',
  severity: LintSeverity.ERROR,
  title: 'an EnvoyFilter adds a filter by its name only',
  why: 'the API server and istiod take it, but Envoy finds filters by the type of typed_config and refuses the whole listener: a fresh gateway '
    + 'listens on nothing, a running one freezes, and later policies do not come into force',
  find: scene => scene.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf).flatMap(filtersOf)
    .filter(({ name, config, discovered }) => name !== undefined && config === undefined && !discovered)
    .map(({ patch: { object }, path, name }) => ({
      object,
      path: [...path, 'name'],
      what: `the filter ${name} has no typed_config`,
      instead: /proxy_protocol$/.test(name!)
        ? 'drop the EnvoyFilter and write gatewayTopology: { proxyProtocol: {} } in the annotation proxy.istio.io/config of the gateway\'s pod template'
        : 'add typed_config with the "@type" of that filter; tls_inspector need not be added, istiod does so where it is needed',
    })),
};
