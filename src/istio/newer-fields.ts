import { IstioFeature, REPLACE_LISTS, TRANSPORT_SOCKET_MATCH, TRUST_DOMAINS } from './istio-version';
import { KubernetesObject } from './kubernetes-object';
import { list, record } from './list';

/** A field or value that the API server of an older Istio refuses, or leaves out. */
export interface NewerField {
  readonly path: readonly (string | number)[];
  readonly feature: IstioFeature;
}

/** What an AuthorizationPolicy or EnvoyFilter has that came with an Istio that is still new. */
export function newerFields({ kind, spec }: KubernetesObject): NewerField[] {
  return kind === 'AuthorizationPolicy' ? ofPolicy(spec) : ofFilter(spec);
}

function ofPolicy(spec: any): NewerField[] {
  return list(spec.rules).flatMap((rule, index) => [
    ...list(rule.from).flatMap((from, at) => ['trustDomains', 'notTrustDomains'].filter(field => field in record(record(from).source))
      .map(field => ({ path: ['spec', 'rules', index, 'from', at, 'source', field], feature: TRUST_DOMAINS }))),
    ...list(rule.when).flatMap((condition, at) => record(condition).key !== 'source.trustDomain' ? []
      : [{ path: ['spec', 'rules', index, 'when', at, 'key'], feature: TRUST_DOMAINS }]),
  ]);
}

function ofFilter(spec: any): NewerField[] {
  return list(spec.configPatches).map(record).flatMap(({ match, patch }, index) => [
    ...record(record(record(match).listener).filterChain).transportSocket === undefined ? []
      : [{ path: ['spec', 'configPatches', index, 'match', 'listener', 'filterChain', 'transportSocket'], feature: TRANSPORT_SOCKET_MATCH }],
    ...record(patch).operation !== REPLACE_LISTS.name ? [] : [{ path: ['spec', 'configPatches', index, 'patch', 'operation'], feature: REPLACE_LISTS }],
  ]);
}
