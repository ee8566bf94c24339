export * from './allowed-routes';
export { type ConnectionSettings } from './connection-settings';
export { EscapedSlashes } from '../envoy/canonical-path';
export { ConnectionProfile, HeadersWithUnderscores } from '../istio/connection-settings';
export * from './gateway-install';
export { type GatewayReplicas } from './gateway-replicas';
export * from './install-options';
export {
  GatewayServer, type HttpServerOptions, type HttpsServerOptions, type ServerOptions, type TcpServerOptions, type TlsPassthroughServerOptions,
} from './gateway-server';
export * from './proxy-protocol-gateway';
export { type GatewayAttributes, type IProxyProtocolGateway } from './referenced-gateway';
