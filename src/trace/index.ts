export * from './policy-trace';
export * from './trace';
export * from './trace-facts';
export * from './trace-request';
export * from './tracer';
