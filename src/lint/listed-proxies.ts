import { blocksOf } from './addresses';
import { GatewayView } from './gateway-view';
import { AddressField, PolicyRule } from './policy-rule';
import { guardedAddresses } from './protection';
import { Scene } from './scene';
import { ClientAddressSource } from '../envoy/client-address-source';
import { IpBlocks } from '../net';

export interface ListWithProxies {
  readonly rule: PolicyRule;
  readonly field: AddressField;
  readonly gateway: GatewayView;
  readonly proxies: IpBlocks;
  readonly listed: IpBlocks;
}

/** Lists by X-Forwarded-For on gateways whose guard names the proxies. */
export function listsWithKnownProxies(scene: Scene): ListWithProxies[] {
  return scene.lists.flatMap(rule => scene.knownGatewaysOf(rule.policy).flatMap(gateway => {
    const proxies = gateway.addressFrom === ClientAddressSource.X_FORWARDED_FOR ? guardedAddresses(gateway) : undefined;
    return proxies === undefined ? [] : rule.addresses.filter(({ direct }) => !direct).flatMap(field => {
      const listed = blocksOf(field.values);
      return listed ? [{ rule, field, gateway, proxies, listed }] : [];
    });
  }));
}
