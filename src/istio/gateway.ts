import { GatewaySpec, GatewaySpecServers, GatewaySpecServersTls, GatewaySpecServersTlsMode } from '../../imports/networking.istio.io';

/** A server as in Istio's Gateway. */
export interface ServerModel {
  readonly name: string;
  readonly port: number;
  /** HTTP, HTTPS, TLS (passed through) or TCP. */
  readonly protocol: string;
  readonly hosts: readonly string[];
  readonly httpsRedirect: boolean;
  readonly credentialName?: string;
  /** Clients need a certificate that this authority signed. */
  readonly caCertCredentialName?: string;
}

/** Istio's classic Gateway for pods with these labels. */
export function gatewaySpec(labels: { [name: string]: string }, servers: readonly ServerModel[]): GatewaySpec {
  return { selector: labels, servers: servers.map(serverSpec) };
}

function serverSpec(server: ServerModel): GatewaySpecServers {
  const tls = tlsSpec(server);
  return {
    port: { number: server.port, name: server.name, protocol: server.protocol },
    hosts: [...server.hosts],
    ...tls ? { tls } : {},
  };
}

function tlsSpec(server: ServerModel): GatewaySpecServersTls | undefined {
  switch (server.protocol) {
    case 'HTTP':
      return server.httpsRedirect ? { httpsRedirect: true } : undefined;
    case 'HTTPS': {
      const { credentialName, caCertCredentialName } = server;
      return caCertCredentialName
        ? { mode: GatewaySpecServersTlsMode.MUTUAL, credentialName, caCertCredentialName: caSecret(caCertCredentialName) }
        : { mode: GatewaySpecServersTlsMode.SIMPLE, credentialName };
    }
    case 'TLS':
      return { mode: GatewaySpecServersTlsMode.PASSTHROUGH };
    default:
      return undefined;
  }
}

/** istiod reads a name without this suffix as a server certificate's and serves no TLS; it looks up the Secret with and without the suffix. */
function caSecret(name: string): string {
  return name.endsWith('-cacert') ? name : `${name}-cacert`;
}
