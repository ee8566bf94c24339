import { Construct } from 'constructs';
import { AddressList } from './address-list';
import { AddressListProps } from './address-list-props';
import { AllowListForm } from './allow-list-form';
import { ListObject } from './list';
import { assertNew } from '../doors/door';
import { ClientAddressSource } from '../envoy/client-address-source';
import { Fault } from '../fault';

/** Which addresses are admitted, and where. */
export interface IpAllowListProps extends AddressListProps {
  /**
   * How the list is written. The trie has DENY only.
   * @default AllowListForm.DENY
   */
  readonly form?: AllowListForm;
}

/**
 * Admits only these addresses to a gateway, or to some of its hosts or servers.
 *
 * Which field compares them (`notIpBlocks` or `notRemoteIpBlocks`) follows from the gateway's topology.
 * Several lists narrow each other: a client must be on all of them.
 */
export class IpAllowList extends AddressList {
  /** @internal */
  protected readonly _emitted: readonly ListObject[];

  public constructor(scope: Construct, id: string, props: IpAllowListProps) {
    assertNew('IpAllowList', scope, id, props);
    super(scope, id, props);
    const { form = AllowListForm.DENY, addresses } = props;
    this.assertNoProxiesListed(props);
    if (form === AllowListForm.ALLOW) this.assertWholeGateway(props);
    this._emitted = this._emit(props, { compared: addresses, admits: true, form });
  }

  /** When Envoy cannot read X-Forwarded-For it takes the proxy for the client: a list with the proxy on it would admit everybody. */
  private assertNoProxiesListed(props: IpAllowListProps): void {
    const { topology } = props.gateway;
    const proxy = topology.clientAddressSource === ClientAddressSource.X_FORWARDED_FOR
      ? topology.proxies.find(candidate => candidate.connectsFrom?.overlaps(props.addresses))
      : undefined;
    if (proxy) {
      throw new Fault('allow-overlaps-proxy', {
        what: `the list holds ${props.addresses.intersect(proxy.connectsFrom!)}, addresses of the proxy "${proxy.name}"`,
        why: 'when Envoy cannot read X-Forwarded-For it takes the proxy for the client, and a client can cause that',
        instead: `take them out, such as addresses.minus(${proxy.name}.connectsFrom), or declare fewer addresses in connectsFrom of "${proxy.name}"`,
      }, this);
    }
  }

  private assertWholeGateway(props: IpAllowListProps): void {
    const field = (['hosts', 'serverNames', 'exempt'] as const).find(name => props[name]);
    if (field) {
      throw new Fault('allow-form-scope', {
        what: `form is AllowListForm.ALLOW, and ${field} is ${props[field]}`,
        why: 'an ALLOW policy denies whatever it does not name, so everything outside the list\'s scope would be denied',
        instead: `leave form out: AllowListForm.DENY supports ${field}`,
      }, this);
    }
  }
}
