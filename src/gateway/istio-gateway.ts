import { mutualTlsLock } from './gateway-checks';
import { GatewayModel } from './gateway-model';
import { Gateway } from '../../imports/networking.istio.io';
import { gatewaySpec } from '../istio/gateway';

/** The Istio Gateway for the servers, asking for a client certificate where a proxy is locked by one. */
export function istioGateway({ name, namespace, gatewaySelector, servers, topology }: GatewayModel): any {
  return Gateway.manifest({
    metadata: { name, namespace },
    spec: gatewaySpec(gatewaySelector, servers.map(server => ({
      name: server.name,
      port: server.port,
      protocol: server._kind,
      hosts: server.hosts,
      httpsRedirect: server._httpsRedirect,
      credentialName: server._credentialName,
      caCertCredentialName: mutualTlsLock(topology)?.lock._detail,
    }))),
  });
}
