export * from './net';
export * from './topology';
export * from './providers';
export * from './gateway';
export * from './access';
export * from './workload';
export * from './manifests';
export * from './trace';
