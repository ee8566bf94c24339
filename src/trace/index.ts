export * from './policy-trace';
export * from './trace';
export { TraceVerdict } from './trace-facts';
export * from './trace-request';
export * from './tracer';
