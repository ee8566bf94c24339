import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AddressListProps, addressPolicy, mustNotBeEmpty } from './address-list';
import { listScope } from './list-scope';
import { otherAllows, otherWildcards } from './neighbours';
import { Fault } from '../fault';
import { freeId } from '../gateway/construct-id';
import { selectionOf } from '../gateway/referenced-gateway';
import { allowListed, denyOthers } from '../istio/authorization-policy';
import { ClientAddressSource } from '../topology';

/** How an allow list is written. */
export enum AllowListForm {
  /** DENY whoever is not listed: lists narrow each other and whatever else stands on the gateway. */
  DENY = 'DENY',
  /** ALLOW whoever is listed, on the whole gateway, as on Istio's own page. It adds up with every other ALLOW, so there may be no other. */
  ALLOW = 'ALLOW',
}

/** Whom to admit, where. */
export interface IpAllowListProps extends AddressListProps {
  /**
   * How the list is written.
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
export class IpAllowList extends Construct {
  /** The AuthorizationPolicy. */
  public readonly policy: ApiObject;

  public constructor(scope: Construct, id: string, props: IpAllowListProps) {
    super(scope, freeId(scope, id));
    const { gateway, addresses } = props;
    const source = gateway.topology.clientAddressSource;
    mustNotBeEmpty(this, props);
    this.mustNotAdmitProxies(props);
    const requests = listScope(this, props);
    if (props.form === AllowListForm.ALLOW) {
      this.mustCoverTheGateway(props);
      this.policy = addressPolicy(this, props, allowListed(addresses, source, selectionOf(gateway)));
      this.node.addValidation({ validate: () => otherAllows(this, this.policy, gateway) });
    } else {
      this.policy = addressPolicy(this, props, denyOthers(addresses, source, requests, selectionOf(gateway)));
    }
    if (props.hosts) {
      this.node.addValidation({ validate: () => otherWildcards(this, gateway) });
    }
  }

  /** When Envoy cannot read X-Forwarded-For it takes the proxy for the client: a list with the proxy on it would admit everybody. */
  private mustNotAdmitProxies(props: IpAllowListProps): void {
    const { topology } = props.gateway;
    const hop = topology.clientAddressSource === ClientAddressSource.X_FORWARDED_FOR
      ? topology.proxies.find(candidate => candidate.addresses?.overlaps(props.addresses))
      : undefined;
    if (hop) {
      throw new Fault('allow-overlaps-proxy', {
        what: `the list holds ${props.addresses.intersect(hop.addresses!)}, addresses of the proxy "${hop.name}"`,
        why: 'Envoy takes the proxy for the client when it cannot read X-Forwarded-For, and a client can bring that about',
        instead: `take them out, such as addresses.minus(${hop.name}.addresses), or declare fewer addresses for "${hop.name}"`,
      }, this);
    }
  }

  private mustCoverTheGateway(props: IpAllowListProps): void {
    const field = (['hosts', 'servers', 'exempt'] as const).find(name => props[name]);
    if (field) {
      throw new Fault('allow-form-scope', {
        what: `form is AllowListForm.ALLOW, and ${field} is ${props[field]}`,
        why: 'an ALLOW policy refuses whatever it does not name, so everything outside the list\'s scope would be closed',
        instead: `leave form out: AllowListForm.DENY knows ${field}`,
      }, this);
    }
  }
}
