/** How a policy or a filter finds the gateway's pods. One of the two is set. */
export interface GatewaySelection {
  /** Labels of the pods: `selector`, `workloadSelector`. */
  readonly labels?: { [name: string]: string };
  /** Name of a Kubernetes Gateway API Gateway: `targetRefs`. A classic gateway ignores these. */
  readonly gatewayApiName?: string;
}

export function targetRefs(gatewayApiName: string): { group: string; kind: string; name: string }[] {
  return [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gatewayApiName }];
}
