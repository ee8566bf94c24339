import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { GatewayModel } from './gateway-model';
import { GatewayServer } from './gateway-server';
import { Fault } from '../fault';
import { STATUS_PORT } from '../istio/status-port';
import { kindBy } from '../providers/kind-annotations';
import { GatewayServiceType, TargetType, TrustedTopology } from '../topology';

/** Istio's readiness port, for load balancers whose health check needs a port of the Service. */
const STATUS_SERVICE_PORT: k8s.ServicePort = { name: 'status-port', port: STATUS_PORT, targetPort: k8s.IntOrString.fromNumber(STATUS_PORT), protocol: 'TCP' };

/** The Service through which the last proxy reaches the gateway. */
export function gatewayService({ name, namespace, podLabels, servers, topology }: GatewayModel): any {
  const type = serviceType(topology);
  return k8s.KubeService.manifest({
    metadata: { name, namespace, labels: podLabels, ...annotationsOf(topology, servers) },
    spec: {
      type,
      selector: podLabels,
      ...type === GatewayServiceType.LOAD_BALANCER ? { loadBalancerClass: topology._serviceProxy?._service?.loadBalancerClass } : {},
      ...trafficFields(topology, type),
      ports: [...servicePorts(servers), ...type === GatewayServiceType.NODE_PORT ? [STATUS_SERVICE_PORT] : []],
    },
  });
}

/** What others need to know who make that Service: without names, labels and selector. */
export function serviceParts(model: GatewayModel): { readonly annotations?: { [name: string]: string }; readonly spec: any } {
  const { metadata: { annotations }, spec: { selector, ...spec } } = gatewayService(model);
  return { annotations, spec };
}

/** Throws where the load balancer needs the names of the Service's ports, and others choose them. */
export function assertNoPortNames(at: IConstruct, { _lastProxy: last }: TrustedTopology, service: string): void {
  if (last?._namesPorts) {
    throw new Fault('port-names', {
      what: `"${last.name}" needs an annotation with the names of the ports of the Service "${service}"`,
      why: 'whoever made the Service chose them, and with a wrong name the load balancer would read HTTP on that port',
      instead: 'let this library install the gateway (leave out install), or declare it with TrustedProxy.layer4 and the annotation in service',
    }, at);
  }
}

/** The fields of a Service that somebody else has made; undefined where the topology needs none. Its load balancer is not replaced. */
export function existingServicePart(metadata: k8s.ObjectMeta, { topology, servers }: GatewayModel): any {
  const settings = Object.entries(annotationsOf(topology, servers).annotations ?? {}).filter(([name, value]) => !kindBy(name, value));
  const annotations = Object.fromEntries(settings);
  const spec = trafficFields(topology, serviceType(topology));
  const hasFields = Object.values(spec).some(value => value !== undefined);
  return settings.length > 0 || hasFields
    ? k8s.KubeService.manifest({ metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } }, ...hasFields ? { spec } : {} })
    : undefined;
}

function trafficFields(topology: TrustedTopology, type: GatewayServiceType): k8s.ServiceSpec {
  const ranges = type === GatewayServiceType.LOAD_BALANCER ? topology._guards.loadBalancerSource : undefined;
  return {
    externalTrafficPolicy: type === GatewayServiceType.CLUSTER_IP ? undefined : topology.externalTrafficPolicy,
    loadBalancerSourceRanges: ranges?.toStrings(),
  };
}

function serviceType(topology: TrustedTopology): GatewayServiceType {
  const last = topology._serviceProxy;
  if (!last) {
    return GatewayServiceType.NODE_PORT;
  }
  return last._service?.type ?? (last.targetType === TargetType.PODS ? GatewayServiceType.CLUSTER_IP : GatewayServiceType.LOAD_BALANCER);
}

function annotationsOf(topology: TrustedTopology, servers: readonly GatewayServer[]): { annotations?: { [name: string]: string } } {
  const ports = servicePorts(servers).map(({ name, port, protocol }) => ({ name: name!, port, protocol: protocol! }));
  const annotations = topology._serviceProxy?._serviceAnnotations(ports);
  return annotations ? { annotations } : {};
}

function servicePorts(servers: readonly GatewayServer[]): k8s.ServicePort[] {
  const firstOfPort = (some: readonly GatewayServer[]) =>
    some.filter((server, index) => some.findIndex(other => other.port === server.port) === index);
  const port = (server: GatewayServer, name: string, protocol: string): k8s.ServicePort =>
    ({ name, port: server.port, targetPort: k8s.IntOrString.fromNumber(server.targetPort), protocol });
  return [
    ...firstOfPort(servers).map(server => port(server, server._portName, 'TCP')),
    ...firstOfPort(servers.filter(server => server._http3)).map(server => port(server, `h3-${server.name}`, 'UDP')),
  ];
}
