import { AllowedRoutes } from './allowed-routes';
import { GatewayReplicas, checkedReplicas } from './gateway-replicas';
import { installApplication } from './install-application';
import { ExistingGateway, installExisting } from './install-existing';
import { installGatewayApi } from './install-gateway-api';
import { installHelm } from './install-helm';
import { installInjected } from './install-injected';
import { installOperator } from './install-operator';
import { ArgoApplicationOptions, ExistingGatewayOptions, GatewayApiOptions } from './install-options';
import { Install } from './installed';
import { guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { namesByOperator } from '../istio/installed-names';

/** How the gateway is installed. */
export class GatewayInstall {
  /**
   * A Deployment of its own, which istiod fills in (`inject.istio.io/templates: gateway`), with Service, ServiceAccount, autoscaler,
   * disruption budget and spreading over zones and hosts.
   */
  public static injectedDeployment(options: GatewayReplicas = {}): GatewayInstall {
    return new GatewayInstall(installInjected(checkedReplicas(options)));
  }

  /**
   * A gateway that exists already: only the fields that the topology needs are emitted, as parts of its Deployment (or DaemonSet) and Service for
   * **server-side apply**, with Argo CD options that keep it from validating, pruning or deleting what it does not own.
   */
  public static existing(options: ExistingGatewayOptions = {}): GatewayInstall {
    const { deploymentName, daemonSetName } = options;
    if (deploymentName !== undefined && daemonSetName !== undefined) {
      throw new Fault('existing-workload', {
        what: `both deploymentName "${deploymentName}" and daemonSetName "${daemonSetName}" are given`,
        why: 'a gateway is one of the two, and the part of the other would be applied to nothing',
        instead: 'write the one that `kubectl get deployments,daemonsets` shows',
      });
    }
    const byDefault = namesByOperator();
    const workload = { kind: daemonSetName === undefined ? 'Deployment' : 'DaemonSet', name: daemonSetName ?? deploymentName ?? byDefault.deployment } as const;
    const isDefault = workload.kind === 'Deployment' && workload.name === byDefault.deployment;
    const podLabels = options.podLabels ?? (isDefault ? byDefault.podLabels : {});
    if (Object.keys(podLabels).length === 0) {
      throw new Fault('pod-labels', {
        what: `the labels of the pods of ${workload.kind} "${workload.name}" are not given`,
        why: 'a policy without selector acts on the whole namespace, or on the whole mesh',
        instead: `write podLabels: { … } with the labels of the ${workload.kind}'s pod template`,
      });
    }
    const existing = { workload, serviceName: options.serviceName ?? workload.name, podLabels };
    return new GatewayInstall(installExisting(existing), existing);
  }

  /**
   * A Gateway of the Kubernetes Gateway API, of class `istio`: istiod makes Deployment and Service `<name>-istio` from it and rolls the pods when
   * it changes. Applications attach routes of that API, not VirtualServices. Needs Istio 1.26 and the API's CRDs;
   * for TLS passthrough and TCP servers istiod needs `PILOT_ENABLE_ALPHA_GATEWAY_API=true`.
   */
  public static gatewayApi(options: GatewayApiOptions = {}): GatewayInstall {
    const install = installGatewayApi(checkedReplicas(options), options.allowedRoutes ?? AllowedRoutes.fromSame());
    return new GatewayInstall(install, undefined, true);
  }

  /**
   * Istio's Helm chart `gateway`, with values from here: `helmValues` of the gateway, and `gateway-values.yaml` among its files. Only what the chart
   * does not make is emitted: Istio Gateway, guards and lists.
   */
  public static helmChart(options: GatewayReplicas = {}): GatewayInstall {
    return new GatewayInstall(installHelm(checkedReplicas(options)));
  }

  /** The same chart, installed by an Argo CD Application that holds the values. Patch it for another project, cluster or sync policy. */
  public static argoApplication(options: ArgoApplicationOptions): GatewayInstall {
    return new GatewayInstall(installApplication(options, checkedReplicas(options)));
  }

  /**
   * `istioctl install -f gateway-operator.yaml`, with that file among the gateway's files. Only what istioctl does not make is emitted:
   * Istio Gateway, guards and lists. The file names this gateway alone; istioctl adds those of its profile.
   */
  public static istioOperator(options: GatewayReplicas = {}): GatewayInstall {
    return new GatewayInstall(installOperator(checkedReplicas(options)));
  }

  private constructor(
    /** @internal */ public readonly _install: Install,
    /** @internal */ public readonly _existing?: ExistingGateway,
    /** Whether istiod makes it from a Gateway of the Kubernetes Gateway API. @internal */ public readonly _isGatewayApi: boolean = false,
  ) {}
}

guardDoors('GatewayInstall', GatewayInstall);
