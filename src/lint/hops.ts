import { AddressFrom, GatewayView } from './gateway-view';
import { AddressField, PolicyRule } from './policy-rule';
import { Scene } from './scene';
import { rangeOf } from '../envoy/condition';
import { IpBlocks } from '../net';
import { isIpv4 } from '../net/address';
import { printBlock } from '../net/ranges';

export interface ListBehindProxies {
  readonly rule: PolicyRule;
  readonly field: AddressField;
  readonly gateway: GatewayView;
  readonly proxies: IpBlocks;
  readonly listed: IpBlocks;
}

/** Lists by X-Forwarded-For on gateways whose guard names the proxies. */
export function listsBehindKnownProxies(scene: Scene): ListBehindProxies[] {
  return scene.lists.flatMap(rule => scene.knownGatewaysOf(rule.policy)
    .filter(({ addressFrom, guarded }) => addressFrom === AddressFrom.XFF && guarded !== undefined).slice(0, 1)
    .flatMap(gateway => rule.addresses.filter(({ direct }) => !direct).flatMap(field => {
      const blocks = field.values.map(rangeOf).filter(range => range !== undefined && isIpv4(range.first)).map(range => printBlock(range!));
      return blocks.length ? [{ rule, field, gateway, proxies: gateway.guarded!.ipv4, listed: IpBlocks.of(...blocks) }] : [];
    })));
}
