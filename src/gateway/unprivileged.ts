import { Construct } from 'constructs';
import { GatewayServer } from './gateway-server';
import { Fault } from '../fault';

/** For gateways whose pods may not bind ports below 1024. */
export function assertUnprivileged(at: Construct, servers: readonly GatewayServer[]): void {
  const privileged = servers.find(server => server.targetPort < 1024);
  if (privileged) {
    throw new Fault('privileged-port', {
      what: `targetPort of server "${privileged.name}" is ${privileged.targetPort}`,
      why: 'the gateway does not run as root, so Istio skips ports below 1024',
      instead: `write targetPort: ${privileged.targetPort + 8000}`,
    }, at);
  }
}
