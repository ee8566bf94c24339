/** What is known of an annotation that chooses a kind. */
export interface Kind {
  /** The values that choose; undefined: any. */
  readonly values?: readonly string[];
  /** For the person who looks whether an existing load balancer is of that kind. */
  readonly note?: string;
}

const BETA = 'service.beta.kubernetes.io';
const AWS = `${BETA}/aws-load-balancer`;

/**
 * Annotations that choose which load balancer a controller makes: its kind, what its targets are, whether it is internal. On one that exists the
 * controller ignores them, takes them away, or makes another one. All others (PROXY, health checks, a name in the status) change it where it is.
 */
export const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  // GKE takes it away: CanNotMigrateTargetPoolToRBS (kubernetes/ingress-gce@acbcf5d66 pkg/l4/controllers/l4netlbcontroller.go).
  ['cloud.google.com/l4-rbs', { note: "a target pool, GKE's older kind, is right too: it keeps the client's address" }],
  ['cloud.google.com/load-balancer-type', {}],
  ['networking.gke.io/load-balancer-type', {}],
  [`${AWS}-type`, { note: '`aws elbv2 describe-load-balancers` shows Network Load Balancers, `aws elb describe-load-balancers` Classic ones' }],
  [`${AWS}-nlb-target-type`, { note: '`aws elbv2 describe-target-groups` shows TargetType' }],
  [`${AWS}-scheme`, {}],
  [`${AWS}-internal`, {}],
  [`${BETA}/azure-load-balancer-internal`, {}],
  [`${BETA}/do-loadbalancer-type`, {}],
  [`${BETA}/do-loadbalancer-network`, {}],
  [`${BETA}/scw-loadbalancer-private`, {}],
  [`${BETA}/osc-load-balancer-internal`, {}],
  [`${BETA}/openstack-internal-load-balancer`, {}],
  ['loadbalancer.openstack.org/class', {}],
  ['loadbalancer.ovhcloud.com/class', {}],
  ['lb.stackit.cloud/internal-lb', {}],
  ['yawol.stackit.cloud/internalLB', {}],
  ['oci.oraclecloud.com/load-balancer-type', {}],
  [`${BETA}/oci-load-balancer-internal`, {}],
  ['oci-network-load-balancer.oraclecloud.com/internal', {}],
  // The same annotation turns PROXY on.
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features', { values: ['nlb', 'ipvs'] }],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', {}],
  [`${BETA}/alibaba-cloud-loadbalancer-address-type`, {}],
  [`${BETA}/volcengine-loadbalancer-address-type`, {}],
  ['kubernetes.io/elb.class', {}],
]);

/** What is known of an annotation, if it chooses the kind of its load balancer. */
export function kindBy(name: string, value: string): Kind | undefined {
  const kind = KINDS.get(name);
  return kind?.values && !kind.values.includes(value) ? undefined : kind;
}
