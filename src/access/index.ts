export { AddressList } from './address-list';
export * from './address-list-props';
export * from './allow-list-form';
export * from './ip-allow-list';
export * from './ip-deny-list';
export * from './match-engine';
