/** What a tool needs to install a gateway: plain data, from which each tool's own document is written. */
export interface GatewayParts {
  readonly name: string;
  readonly namespace: string;
  /** The labels by which its pods are selected. */
  readonly podLabels: { [name: string]: string };
  /** Labels of its pods that are in no selector: a Deployment's selector can never change. */
  readonly otherLabels: { [name: string]: string };
  /** For its reviewers. */
  readonly annotations: { [name: string]: string };
  readonly podAnnotations: { [name: string]: string };
  /** Of the container `istio-proxy`. */
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly serviceAnnotations?: { [name: string]: string };
  /** Of the Service, without its selector. */
  readonly serviceSpec: any;
  readonly replicas: { readonly minReplicas: number; readonly maxReplicas: number };
  readonly topologySpreadConstraints: readonly object[];
}
