import { AllowedRoutes } from './allowed-routes';
import { GatewayReplicas } from './gateway-replicas';

/** A gateway that istioctl, Helm or others have installed. */
export interface ExistingGatewayOptions {
  /**
   * Name of its Deployment.
   * @default 'istio-ingressgateway'
   */
  readonly deploymentName?: string;
  /**
   * Name of its DaemonSet, where its pods are not of a Deployment. Beside `deploymentName` it is the error `existing-workload`.
   * @default - it has a Deployment
   */
  readonly daemonSetName?: string;
  /**
   * Name of its Service.
   * @default - the name of its Deployment or DaemonSet
   */
  readonly serviceName?: string;
  /**
   * Labels of its pods, as many as you know: they select it, and they tell other people's policies from its own.
   * @default - \{ app: 'istio-ingressgateway', istio: 'ingressgateway' \}, as istioctl installs it; required with another Deployment or a DaemonSet
   */
  readonly podLabels?: { [name: string]: string };
}

/** A gateway that istiod makes from a Gateway of the Kubernetes Gateway API. */
export interface GatewayApiOptions extends GatewayReplicas {
  /**
   * Whose routes may attach to its listeners.
   * @default AllowedRoutes.fromSame()
   */
  readonly allowedRoutes?: AllowedRoutes;
}

/** Where Argo CD finds Istio's chart `gateway`. */
export interface ArgoApplicationOptions extends GatewayReplicas {
  /** The Helm repository: `spec.source.repoURL`. */
  readonly repoUrl: string;
  /** Version of the chart, that of Istio: `spec.source.targetRevision`. */
  readonly targetRevision: string;
}
