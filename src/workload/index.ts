export * from './echo-server';
export * from './gateway-access-log';
export * from './source-ip-preservation';
