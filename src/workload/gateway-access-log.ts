import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EnvoyFilter } from '../../imports/networking.istio.io';
import { assertNew } from '../doors/door';
import { freeId } from '../gateway/construct-id';
import { IProxyProtocolGateway, selectionOf } from '../gateway/referenced-gateway';
import { gatewayAccessLog } from '../istio/envoy-filter';

/** Whose requests are logged. */
export interface GatewayAccessLogProps {
  /** The gateway whose requests are logged. */
  readonly gateway: IProxyProtocolGateway;
}

/**
 * A JSON access log of one gateway that shows, for each request, the packet source (`direct_address`), the client's address as lists
 * compare it (`client_address`) and X-Forwarded-For as the backend gets it: what the gateway received, with the peer appended by Envoy; and, as Istio's own
 * log names them, `duration` in milliseconds, `request_id`, `response_flags`, `response_code` and its details.
 * It is added to whatever the mesh logs. Connections that the PROXY guard refuses never become requests, and have no line.
 */
export class GatewayAccessLog extends Construct {
  /** The EnvoyFilter. */
  public readonly filter: ApiObject;

  public constructor(scope: Construct, id: string, props: GatewayAccessLogProps) {
    assertNew('GatewayAccessLog', scope, id, props);
    super(scope, freeId(scope, id));
    this.filter = new ApiObject(this, 'Resource', EnvoyFilter.manifest({
      metadata: { namespace: props.gateway.namespace },
      spec: gatewayAccessLog(selectionOf(props.gateway)),
    }));
  }
}
