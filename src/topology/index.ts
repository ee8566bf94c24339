export * from './origin-lock';
export * from './trusted-proxy';
export * from './trusted-proxy-options';
export { ClientAddressSource } from '../envoy/client-address-source';
export { ProxyProtocolPhase, type ProxyProtocolRollout } from './proxy-protocol-rollout';
export * from './trusted-topology';
