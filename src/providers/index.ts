export * from './aws';
export * from './azure';
export * from './cloudflare';
export { type EdgeProxyOptions } from './edge';
export * from './google';
export * from './haproxy';
export * from './nginx';
