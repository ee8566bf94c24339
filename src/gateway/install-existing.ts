import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ExistingGatewayOptions } from './gateway-install';
import { GatewayModel, acknowledgements, statusPortEnv, topologyAnnotation } from './gateway-model';
import { existingServicePart } from './gateway-service';
import { PARTIAL_OBJECT, deploymentPart } from './partial-object';
import { Fault } from '../fault';

/** The fields that an existing gateway needs, for server-side apply beside whoever owns the rest. */
export function installExisting(
  scope: Construct, model: GatewayModel, { deploymentName, serviceName }: Required<ExistingGatewayOptions>,
): { deployment: ApiObject; service?: ApiObject } {
  const { namespace, topology } = model;
  const loadBalancerClass = topology._lastProxy?._service?.loadBalancerClass;
  if (loadBalancerClass) {
    throw new Fault('load-balancer-class', {
      what: `"${topology._lastProxy!.name}" needs spec.loadBalancerClass: ${loadBalancerClass} on the existing Service "${serviceName}"`,
      why: 'the API server does not let the field of an existing Service be changed',
      instead: 'let this library install the gateway (leave out install), or choose a controller that works with annotations',
    }, scope);
  }
  if (topology._lastProxy?._namesPorts) {
    throw new Fault('port-names', {
      what: `"${topology._lastProxy.name}" needs an annotation with the names of the ports of the existing Service "${serviceName}"`,
      why: 'they belong to whoever made it, and with a wrong one the load balancer would read HTTP there',
      instead: 'let this library install the gateway (leave out install), or declare it with TrustedProxy.layer4 and the annotation in service',
    }, scope);
  }
  const deployment = new ApiObject(scope, 'Deployment', deploymentPart({
    name: deploymentName,
    namespace,
    annotations: acknowledgements(topology),
    podAnnotations: topologyAnnotation(topology),
    proxyEnv: statusPortEnv(topology).env,
  }));
  const metadata: k8s.ObjectMeta = { name: serviceName, namespace, annotations: PARTIAL_OBJECT };
  const part = existingServicePart(metadata, model);
  return { deployment, service: part && new ApiObject(scope, 'Service', part) };
}
