export * from './origin-lock';
export * from './trusted-proxy';
export { ClientAddressSource } from './client-address';
export * from './trusted-topology';
