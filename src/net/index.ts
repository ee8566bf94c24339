export * from './ip-block';
export * from './ip-blocks';
