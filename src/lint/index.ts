export * from './lint-finding';
export * from './lint-report';
export * from './lint-rule';
export * from './linter';
