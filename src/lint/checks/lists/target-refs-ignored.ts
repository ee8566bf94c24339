import { WAYPOINT_CLASS } from '../../../istio/gateway-classes';
import { list, record } from '../../../istio/list';
import { isGatewayRef } from '../../../istio/policy-attachment';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

const GATEWAY_API = 'gateway.networking.k8s.io';
const KINDS = ['AuthorizationPolicy', 'EnvoyFilter', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'];

/** @see https://github.com/istio/istio/blob/1.31.0/pkg/config/validation/validation.go allowedTargetRefs */
const TARGETS = ['/Service', 'core/Service', 'networking.istio.io/ServiceEntry', `${GATEWAY_API}/Gateway`, `${GATEWAY_API}/GatewayClass`];

export const TARGET_REFS_IGNORED = check('target-refs-ignored', scene => scene.objects
  .filter(({ kind, group }) => KINDS.includes(kind) && /istio\.io$/.test(group)).flatMap(object => {
    const { targetRefs, targetRef } = object.spec;
    const refs = [...list(targetRefs).map((ref, index) => ({ ref: record(ref), path: ['spec', 'targetRefs', index] })), ...list([targetRef]).map(ref => ({ ref: record(ref), path: ['spec', 'targetRef'] }))];
    const selector = ['selector', 'workloadSelector'].find(field => Object.keys(record(object.spec[field])).length > 0);
    const both = refs.length > 0 && selector ? [{
      object,
      path: ['spec', selector],
      what: `it has ${selector} beside targetRefs`,
      instead: `write targetRefs for a Gateway of the Kubernetes Gateway API, or ${selector} for pods`,
      // EnvoyFilters with both are taken: targetRefs count.
      severity: object.kind === 'EnvoyFilter' ? LintSeverity.WARNING : undefined,
    }] : [];
    return [...both, ...refs.flatMap(({ ref, path }) => problem(scene, object, ref, path) ?? [])];
  }));

function problem(scene: Scene, object: ManifestObject, { group = '', kind, name, namespace }: any, path: Problem['path']): Problem | undefined {
  if (namespace !== undefined && (namespace !== object.namespace || object.kind !== 'EnvoyFilter')) {
    return {
      object,
      path: [...path, 'namespace'],
      what: `it names the namespace ${namespace}`,
      instead: namespace === object.namespace ? 'leave namespace out' : `put the object itself into namespace ${namespace}, and leave namespace out of the target`,
    };
  }
  if (kind === 'Gateway' && group !== GATEWAY_API) return { object, path: [...path, 'group'], what: `group ${group || '""'} has no Gateway that could be a target` };
  if (!TARGETS.includes(`${group}/${kind}`)) {
    return {
      object,
      path: [...path, 'kind'],
      what: `${group ? `${kind} of ${group}` : kind} cannot be a target`,
      instead: /Route$/.test(kind) ? `name the Gateway of that route, in its namespace, and write the hosts of the ${kind} into to.operation.hosts`
        : 'name a Gateway of gateway.networking.k8s.io, or select the pods: selector.matchLabels',
    };
  }
  if (kind === 'GatewayClass') return ofClass(scene, object, name, path);
  return isGatewayRef({ group, kind }) ? missing(scene, object, name, path) : undefined;
}

function ofClass(scene: Scene, object: ManifestObject, name: string, path: Problem['path']): Problem | undefined {
  const { rootNamespace } = scene.manifests._mesh;
  if (name === WAYPOINT_CLASS && object.namespace === rootNamespace) return undefined;
  return {
    object,
    path,
    what: name === WAYPOINT_CLASS ? `a GatewayClass is a target in the root namespace only (${rootNamespace})` : `the GatewayClass ${name} is no target: only ${WAYPOINT_CLASS} is`,
    instead: 'name each Gateway',
    severity: LintSeverity.WARNING,
  };
}

/** A Gateway may be elsewhere, unless these manifests show others. */
function missing(scene: Scene, object: ManifestObject, name: string, path: Problem['path']): Problem | undefined {
  const gateways = scene.of(GATEWAY_API, 'Gateway');
  if (gateways.some(gateway => gateway.name === name && gateway.namespace === object.namespace)) return undefined;
  const found = (what: string, instead?: string): Problem => ({ object, path: [...path, 'name'], what, instead, severity: LintSeverity.WARNING });
  if (scene.of('networking.istio.io', 'Gateway').some(gateway => gateway.name === name && gateway.namespace === object.namespace)) {
    return found(`${name} is an Istio Gateway here, and these manifests have no Gateway of the Kubernetes Gateway API with that name`);
  }
  const elsewhere = gateways.find(gateway => gateway.name === name);
  if (elsewhere) return found(`the Gateway ${name} of these manifests is in namespace ${elsewhere.namespace}, and not in ${object.namespace}`, `write namespace: ${elsewhere.namespace} for the ${object.kind}`);
  const here = gateways.filter(gateway => gateway.namespace === object.namespace).map(gateway => gateway.name);
  return here.length > 0 ? found(`there is no Gateway ${name} in namespace ${object.namespace}, but ${here.join(', ')}`, `write name: ${here[0]}, if that is meant`) : undefined;
}
