import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { SourceIpPreservation } from './source-ip-preservation';
import { VirtualService } from '../../imports/networking.istio.io';
import { assertNew } from '../doors/door';
import { Fault } from '../fault';
import { freeId } from '../gateway/construct-id';
import { objectName } from '../gateway/object-name';
import { IProxyProtocolGateway } from '../gateway/referenced-gateway';
import { serves, withoutNamespace } from '../istio/host-names';

/** Where the echo server is reached, and what it runs. */
export interface EchoServerProps {
  /** The gateway through which it is reached. */
  readonly gateway: IProxyProtocolGateway;
  /** Host name under which it is reached; one of the gateway's HTTP servers must have it. */
  readonly host: string;
  /**
   * Name of its Deployment and Service.
   * @default - made from the construct's path
   */
  readonly name?: string;
  /**
   * Its image; it must listen on port 8080.
   * @default 'registry.k8s.io/echoserver:1.10'
   */
  readonly image?: string;
  /**
   * Whether the application sees the address of the pod that calls it, instead of 127.0.0.6 (sidecar interception by TPROXY).
   * @default false
   */
  readonly preserveSourceIp?: boolean;
}

/** A small HTTP server that answers with the peer's address and all headers of a request. It shows which client address reaches an application. */
export class EchoServer extends Construct {
  /** Its Deployment. */
  public readonly deployment: ApiObject;
  /** Its Service, port 80. */
  public readonly service: ApiObject;
  /** Its route from the gateway. */
  public readonly virtualService: ApiObject;

  public constructor(scope: Construct, id: string, props: EchoServerProps) {
    assertNew('EchoServer', scope, id, props);
    super(scope, freeId(scope, id));
    const name = props.name ?? objectName(this);
    const metadata = { name, namespace: Chart.of(this).namespace };
    const labels = { app: name };
    const gateway = this.gatewayRef(props);

    this.deployment = new ApiObject(this, 'Deployment', k8s.KubeDeployment.manifest({
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, ...props.preserveSourceIp ? { annotations: SourceIpPreservation.ANNOTATIONS } : {} },
          spec: {
            containers: [{
              name: 'echo-server',
              image: props.image ?? 'registry.k8s.io/echoserver:1.10',
              ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
            }],
          },
        },
      },
    }));
    this.service = new ApiObject(this, 'Service', k8s.KubeService.manifest({
      metadata,
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromNumber(8080), protocol: 'TCP' }] },
    }));
    this.virtualService = new ApiObject(this, 'VirtualService', VirtualService.manifest({
      metadata,
      spec: {
        hosts: [props.host],
        gateways: [gateway],
        http: [{ route: [{ destination: { host: name, port: { number: 80 } } }] }],
      },
    }));
    this.node.defaultChild = this.deployment;
  }

  private gatewayRef({ gateway, host }: EchoServerProps): string {
    if (!gateway.gatewayName) {
      throw new Fault('gateway-name-unknown', {
        what: 'the gateway has no Istio Gateway that is known here',
        why: 'a VirtualService names the Gateway that it belongs to',
        instead: gateway.gatewayApiName ? `attach an HTTPRoute to Gateway "${gateway.gatewayApiName}" of the Kubernetes Gateway API, `
          + 'which does not accept VirtualServices'
          : 'declare servers on the gateway, or gatewayName in fromGatewayAttributes',
      }, this);
    }
    const http = gateway.servers?.filter(server => server.isHttp);
    if (http && !http.some(server => serves(server.hosts, host))) {
      const served = http.flatMap(server => server.hosts.map(withoutNamespace));
      throw new Fault('unknown-host', {
        what: `no HTTP server of the gateway has the host "${host}"`,
        why: 'Istio would route nothing to the application',
        instead: `add the host to an HTTP server${served.length ? `, or write one of ${served.map(name => `"${name}"`).join(', ')}` : ''}`,
      }, this);
    }
    return `${gateway.namespace}/${gateway.gatewayName}`;
  }
}
