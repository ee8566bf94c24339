export * from './net';
export * from './topology';
export * from './providers';
export * from './gateway';
export * from './access';
export * from './workload';
// By this name cdk8s-cli finds it.
export * from './lint/lint-validation';
export * as analysis from './analysis';
