import { ConnectionSettings, writeSettings } from './connection-settings';
import { GatewayServer } from './gateway-server';
import { STATUS_PORT_PROXY_PROTOCOL } from '../istio/istio-version';
import { ENFORCED_ELSEWHERE } from '../istio/own-names';
import { PROXY_CONFIG } from '../istio/proxy-config';
import { LockKind, TrustedTopology } from '../topology';

/** What the manifests of a gateway are made from. */
export interface GatewayModel {
  readonly name: string;
  readonly namespace: string;
  /** Labels by which Deployment, Service, policies and filters find its pods. A Deployment's selector can never change. */
  readonly podLabels: { [name: string]: string };
  /** Labels by which its Istio Gateway finds them: it looks for pods in every namespace. */
  readonly gatewaySelector: { [name: string]: string };
  readonly topology: TrustedTopology;
  readonly servers: readonly GatewayServer[];
  readonly connectionSettings?: ConnectionSettings;
}

/** The ports of a gateway whose servers others declare. */
export const DEFAULT_SERVERS: readonly GatewayServer[] = [
  GatewayServer.http({ name: 'http', hosts: ['*'] }),
  GatewayServer.https({ name: 'https', hosts: ['*'], credentialName: 'declared-by-others' }),
];

/** The `proxy.istio.io/config` annotation. It is in the pod template, so a changed topology rolls the pods. */
export function proxyConfigAnnotation({ topology, connectionSettings }: GatewayModel): { [name: string]: string } {
  const settings = connectionSettings && { connectionSettings: writeSettings(connectionSettings) };
  return { [PROXY_CONFIG]: JSON.stringify({ ...topology.toProxyConfig(), ...settings }) };
}

/** Locks that only a person can check, as annotations for the reviewer. */
export function acknowledgements(topology: TrustedTopology): { [name: string]: string } {
  return Object.fromEntries(topology._guards.locks
    .filter(({ lock }) => lock._kind === LockKind.ELSEWHERE)
    .map(({ proxy, lock }) => [`${ENFORCED_ELSEWHERE}${proxy}`, lock._detail]));
}

/** The load balancer's health check of the status port has a PROXY header; kubelet's has none. */
export function statusPortEnv(topology: TrustedTopology): { env?: { name: string; value: string }[] } {
  return topology._lastProxy?._statusPortProxyProtocol ? { env: [{ name: STATUS_PORT_PROXY_PROTOCOL.name, value: 'true' }] } : {};
}
