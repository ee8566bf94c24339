import { IConstruct } from 'constructs';
import { mutualTlsLock } from './gateway-checks';
import { GatewayServer } from './gateway-server';
import { Fault, FaultText } from '../fault';
import { GATEWAY_API_HTTP3, GATEWAY_PARAMETERS, assertFeature } from '../istio/istio-version';
import { TrustedTopology } from '../topology';

/** As its CRD says. */
const MAX_LISTENERS = 64;

/** Throws where a Gateway of the Kubernetes Gateway API cannot say it, or istiod makes something else of it. */
export function assertGatewayApi(at: IConstruct, version: string, topology: TrustedTopology, servers: readonly GatewayServer[] | undefined): void {
  assertFeature(at, version, GATEWAY_PARAMETERS, `GatewayInstall.gatewayApi (${GATEWAY_PARAMETERS.name})`);
  const http3 = servers?.find(({ _http3 }) => _http3);
  if (http3) assertFeature(at, version, GATEWAY_API_HTTP3, `http3 of server "${http3.name}" with GatewayInstall.gatewayApi`);
  const lock = mutualTlsLock(topology);
  const problem = servers
    ? servers.map(lacking).find(text => text !== undefined) ?? tooMany(servers) ?? (lock && {
      what: `"${lock.proxy}" has OriginLock.mutualTls`,
      why: 'a listener cannot name a Secret with the certificate authority',
      instead: 'write OriginLock.header(…), or install: GatewayInstall.injectedDeployment()',
    })
    : {
      what: 'servers are not declared',
      why: 'a Gateway needs at least one listener, and each listener is a host of a server',
      instead: "write servers, such as [GatewayServer.https({ name: 'web', hosts: ['www.example.com'], credentialName: 'web' })]",
    };
  if (problem) throw new Fault('gateway-api', problem, at);
}

function lacking({ name, port, targetPort, hosts, _httpsRedirect }: GatewayServer): FaultText | undefined {
  const namespaced = hosts.find(host => host.includes('/'));
  if (_httpsRedirect) {
    return {
      what: `server "${name}" has httpsRedirect`,
      why: 'a listener cannot redirect',
      instead: 'leave httpsRedirect out, and attach an HTTPRoute with the filter RequestRedirect to the listener',
    };
  }
  if (targetPort !== port) {
    return {
      what: `server "${name}" has port ${port} and targetPort ${targetPort}`,
      why: 'with istiod Envoy listens on the port of the listener itself',
      instead: 'leave targetPort out',
    };
  }
  return namespaced === undefined ? undefined : {
    what: `server "${name}" has the host "${namespaced}"`,
    why: 'a listener accepts host names only',
    instead: `write "${namespaced.split('/')[1]}"; allowedRoutes says whose routes may use it`,
  };
}

function tooMany(servers: readonly GatewayServer[]): FaultText | undefined {
  const count = servers.reduce((sum, { hosts }) => sum + hosts.length, 0);
  return count <= MAX_LISTENERS ? undefined : {
    what: `the servers have ${count} hosts in all`,
    why: `each is a listener, and a Gateway has at most ${MAX_LISTENERS}`,
    instead: 'write wildcard hosts, or make two gateways',
  };
}
