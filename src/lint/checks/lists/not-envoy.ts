import { nameOf } from '../../../istio/kubernetes-object';
import { GATEWAY_NAME, attaches, selectsAll } from '../../../istio/policy-attachment';
import { OtherGateway } from '../../../manifests/gateway-workloads';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

const KINDS = ['AuthorizationPolicy', 'EnvoyFilter', 'WasmPlugin', 'TrafficExtension'];

export const NOT_ENVOY = check('not-envoy', scene => scene.manifests._otherGateways.filter(({ proxy }) => proxy !== undefined).flatMap(other => {
  const { gateway: { namespace, name } } = other;
  return scene.objects.filter(object => KINDS.includes(object.kind) && /istio\.io$/.test(object.group))
    .filter(object => attaches(object, { namespace, labels: { [GATEWAY_NAME]: name } }, scene.manifests._mesh.rootNamespace))
    .flatMap(object => problem(object, other, scene) ?? []);
}));

/** What selects everything need not mean this Gateway, unless it is a list. */
function problem(object: ManifestObject, { gateway, proxy }: OtherGateway, scene: Scene): Problem | undefined {
  const isList = scene.policies.some(policy => policy.object === object && policy.isList);
  if (selectsAll(object) && !isList) return undefined;
  return {
    object,
    path: ['spec', ...['targetRefs', 'targetRef', 'selector', 'workloadSelector'].filter(field => field in object.spec).slice(0, 1)],
    what: `it does not act on ${nameOf(gateway)} of class ${gateway.spec.gatewayClassName}, which runs on ${proxy}`,
    ...selectsAll(object) ? { severity: LintSeverity.WARNING } : {},
  };
}
