import { Construct } from 'constructs';
import { AddressList } from './address-list';
import { AddressListProps } from './address-list-props';
import { AllowListForm } from './allow-list-form';
import { ListObject } from './list';
import { assertNew } from '../doors/door';
import { ClientAddressSource } from '../envoy/client-address-source';
import { Fault } from '../fault';
import { IpBlocks } from '../net';

/** Which addresses are denied, and where. */
export interface IpDenyListProps extends AddressListProps {}

/**
 * Denies these addresses at a gateway, or at some of its hosts or servers.
 *
 * Where the address comes from X-Forwarded-For the addresses of the proxy next to the gateway are denied too: Envoy falls back to them
 * when it cannot read the header, and clients could bypass the list.
 */
export class IpDenyList extends AddressList {
  /** @internal */
  protected readonly _emitted: readonly ListObject[];

  public constructor(scope: Construct, id: string, props: IpDenyListProps) {
    assertNew('IpDenyList', scope, id, props);
    super(scope, id, props);
    this._emitted = this._emit(props, { compared: this.withFallback(props), admits: false, form: AllowListForm.DENY });
  }

  private withFallback(props: IpDenyListProps): IpBlocks {
    const { topology } = props.gateway;
    if (topology.clientAddressSource !== ClientAddressSource.X_FORWARDED_FOR) {
      return props.addresses;
    }
    const proxy = topology._fallback;
    // With PROXY from the client's own proxy, Envoy falls back to the client.
    if (!proxy) return props.addresses;
    if (!proxy.connectsFrom) {
      throw new Fault('guard-addresses', {
        what: `proxy "${proxy.name}" does not say from where it connects, and the gateway reads X-Forwarded-For`,
        why: `when Envoy cannot read the header it takes "${proxy.name}" for the client, and would admit listed clients`,
        instead: `write connectsFrom: IpBlocks.of(…) with the addresses from which "${proxy.name}" connects`,
      }, this);
    }
    return props.addresses.union(proxy.connectsFrom);
  }
}
