import { Fault } from '../fault';

/** The gateway's own Deployment, made here. */
export interface InjectedDeploymentOptions {
  /**
   * Fewest pods.
   * @default 2
   */
  readonly minReplicas?: number;
  /**
   * Most pods.
   * @default 5
   */
  readonly maxReplicas?: number;
}

/** A gateway that istioctl, Helm or others have installed. */
export interface ExistingGatewayOptions {
  /**
   * Name of its Deployment.
   * @default 'istio-ingressgateway'
   */
  readonly deploymentName?: string;
  /**
   * Name of its Service.
   * @default - the Deployment's name
   */
  readonly serviceName?: string;
  /**
   * Labels of its pods, as many as you know: they select it, and they tell other people's policies from its own.
   * @default - \{ app: 'istio-ingressgateway', istio: 'ingressgateway' \}, as istioctl installs it; required with another Deployment
   */
  readonly podLabels?: { [name: string]: string };
}

/** How the gateway comes into the cluster. */
export class GatewayInstall {
  /**
   * A Deployment of its own, which istiod fills in (`inject.istio.io/templates: gateway`), with Service, ServiceAccount, autoscaler,
   * disruption budget and spreading over zones and hosts.
   */
  public static injectedDeployment(options: InjectedDeploymentOptions = {}): GatewayInstall {
    const min = options.minReplicas ?? 2;
    const max = options.maxReplicas ?? Math.max(5, min);
    if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min) {
      throw new Fault('replicas', {
        what: `minReplicas is ${min} and maxReplicas is ${max}`,
        why: 'the API server refuses such an autoscaler',
        instead: 'write whole numbers with 1 ≤ minReplicas ≤ maxReplicas',
      });
    }
    return new GatewayInstall({ minReplicas: min, maxReplicas: max });
  }

  /**
   * A gateway that is there already: only the fields that the topology needs are emitted, as parts of its Deployment and Service for
   * **server-side apply**, with Argo CD options that keep it from validating, pruning or deleting what it does not own.
   */
  public static existing(options: ExistingGatewayOptions = {}): GatewayInstall {
    const deploymentName = options.deploymentName ?? 'istio-ingressgateway';
    const podLabels = options.podLabels
      ?? (deploymentName === 'istio-ingressgateway' ? { app: 'istio-ingressgateway', istio: 'ingressgateway' } : {});
    if (Object.keys(podLabels).length === 0) {
      throw new Fault('pod-labels', {
        what: `the labels of the pods of Deployment "${deploymentName}" are not given`,
        why: 'a policy without selector acts on the whole namespace, or on the whole mesh',
        instead: "write podLabels: { … } with the labels of the Deployment's pod template",
      });
    }
    return new GatewayInstall(undefined, { deploymentName, serviceName: options.serviceName ?? deploymentName, podLabels });
  }

  private constructor(
    /** @internal */ public readonly _injected?: Required<InjectedDeploymentOptions>,
    /** @internal */ public readonly _existing?: Required<ExistingGatewayOptions>,
  ) {}
}
