import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { GatewayModel, acknowledgements, proxyConfigAnnotation, statusPortEnv } from './gateway-model';
import { existingServicePart, assertNoPortNames } from './gateway-service';
import { Install, Workload } from './installed';
import { PARTIAL_OBJECT, workloadPart } from './partial-object';
import { Fault } from '../fault';
import { TrustedTopology } from '../topology';

/** A gateway that others have made. */
export interface ExistingGateway {
  readonly workload: Workload;
  readonly serviceName: string;
  readonly podLabels: { [name: string]: string };
}

/** The fields that an existing gateway needs, for server-side apply beside whoever owns the rest. */
export function installExisting({ workload, serviceName }: ExistingGateway): Install {
  return (scope: Construct, model: GatewayModel) => {
    const { namespace, topology } = model;
    assertNoClass(scope, topology, serviceName);
    assertNoPortNames(scope, topology, serviceName);
    const deployment = new ApiObject(scope, workload.kind, workloadPart({
      ...workload,
      namespace,
      annotations: acknowledgements(topology),
      podAnnotations: proxyConfigAnnotation(model),
      proxyEnv: statusPortEnv(topology).env,
    }));
    const metadata: k8s.ObjectMeta = { name: serviceName, namespace, annotations: PARTIAL_OBJECT };
    const part = existingServicePart(metadata, model);
    const service = part && new ApiObject(scope, 'Service', part);
    return { workload, existingService: serviceName, deployment, service, files: [] };
  };
}

function assertNoClass(at: Construct, topology: TrustedTopology, serviceName: string): void {
  const loadBalancerClass = topology._lastProxy?._service?.loadBalancerClass;
  if (loadBalancerClass) {
    throw new Fault('load-balancer-class', {
      what: `"${topology._lastProxy!.name}" needs spec.loadBalancerClass: ${loadBalancerClass} on the existing Service "${serviceName}"`,
      why: 'the API server refuses to change that field on an existing Service',
      instead: 'if the Service has that class already and you only want lists, write ProxyProtocolGateway.fromGatewayAttributes(…); otherwise let this library '
        + 'install the gateway (leave out install), or choose a controller that works with annotations',
    }, at);
  }
}
