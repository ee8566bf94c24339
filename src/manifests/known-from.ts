/** From what a gateway is known, the surest first. */
export enum KnownFrom {
  /** A Deployment or the like, or a Gateway of the Kubernetes Gateway API: pods and labels are written out. */
  PODS = 'PODS',
  /** A part of their Deployment, or what installs them: their labels and settings are known. */
  INSTALLED = 'INSTALLED',
  /** A Service selects pods that are not among the manifests: their namespace and some of their labels are known. */
  SERVICE = 'SERVICE',
  /** An Istio Gateway selects pods that are not among the manifests. */
  SELECTOR = 'SELECTOR',
  /** Only a policy or a filter selects the pods, which may be any pods. */
  POLICY = 'POLICY',
}
