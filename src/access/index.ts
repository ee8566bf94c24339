export { AddressList, type AddressListProps } from './address-list';
export * from './ip-allow-list';
export * from './ip-deny-list';
export * from './match-engine';
