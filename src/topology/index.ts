export * from './origin-lock';
export * from './trusted-proxy';
export * from './trusted-proxy-options';
export { ClientAddressSource } from './client-address';
export { ProxyProtocolPhase, type ProxyProtocolRollout } from './proxy-protocol-rollout';
export * from './trusted-topology';
