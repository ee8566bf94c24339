import { list, record } from '../../../istio/list';
import { isGatewayRef, targetRefsOf } from '../../../istio/policy-attachment';
import { findsPods } from '../../../manifests/pod-selector';
import { PodTemplate } from '../../../manifests/pod-template';
import { POD_NETWORKS } from '../../../net/own-networks';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { idleLists } from '../../idle-lists';
import { AddressField, PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const LIST_ON_WORKLOAD = check('list-on-workload', scene => {
  const idle = new Map(idleLists(scene).filter(({ elsewhere, here }) => !elsewhere && !here).map(one => [one.policy, one]));
  return scene.lists.flatMap((rule): Problem[] => {
    const at = (fields: readonly AddressField[], where: string, more: Partial<Problem> = {}) =>
      fields.map(({ name, path, direct }): Problem => ({ object: rule.policy.object, path, what: `${name} on ${where}`, ...direct ? { why: DIRECT } : {}, ...more }));
    const waypoint = waypointOf(rule, scene);
    if (waypoint !== undefined) return at(rule.addresses, waypoint, { why: WAYPOINT });
    if (scene.gatewaysOf(rule.policy).length > 0) return [];
    const labels = idle.get(rule.policy)?.labels;
    const [pods] = scene.applicationsOf(rule.policy);
    if (pods) return at(rule.addresses.filter(field => !field.direct || isPublic(field) && !isExposed(pods, scene)), `the pods of ${pods.object.kind} ${pods.object.name}`);
    if (labels === undefined) return [];
    const isBeside = scene.gateways.some(({ workload }) => workload.namespace === rule.policy.object.namespace);
    return at(rule.addresses.filter(field => !field.direct || isBeside || isPublic(field)), `pods that are not among these manifests, and not a gateway's by their labels (${
      Object.entries(labels).map(([name, value]) => `${name}: ${value}`).join(', ')})`);
  });
});

const DIRECT = 'a sidecar or waypoint sees the address of the gateway that forwards, and not that of its client: listed clients get in nowhere, and with DENY nobody is refused';
const WAYPOINT = 'a waypoint takes the last entry of X-Forwarded-For for the client, whoever wrote it (useRemoteAddress is false), and the packets come from a gateway or a pod: '
  + 'whoever calls inside the mesh writes that header themselves';

/** The waypoint on which a list acts. */
function waypointOf({ policy: { object } }: PolicyRule, scene: Scene): string | undefined {
  const waypoints = scene.manifests._otherGateways.filter(({ isWaypoint }) => isWaypoint).map(({ gateway }) => gateway)
    .filter(({ namespace }) => namespace === object.namespace).map(({ name }) => name);
  const target = targetRefsOf(object).map(record)
    .find(ref => ['Service', 'ServiceEntry', 'GatewayClass'].includes(ref.kind) || isGatewayRef(ref) && waypoints.includes(ref.name));
  return target && (target.kind === 'Gateway' ? `the waypoint ${target.name}` : `the waypoint of ${target.kind} ${target.name}`);
}

function isPublic({ values }: AddressField): boolean {
  const blocks = blocksOf(values);
  return blocks !== undefined && !POD_NETWORKS.includesAll(blocks);
}

/** Whether clients may connect to pods without a gateway. */
function isExposed({ object, labels }: PodTemplate, scene: Scene): boolean {
  const { hostNetwork, containers } = record(record(object.spec.template).spec);
  return hostNetwork === true || list(containers).some(container => list(container.ports).some(({ hostPort }) => hostPort !== undefined))
    || scene.of('', 'Service').some(({ namespace, spec }) => namespace === object.namespace && ['LoadBalancer', 'NodePort'].includes(spec.type) && findsPods(spec.selector, labels));
}
