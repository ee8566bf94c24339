import { Construct } from 'constructs';
import { AddressList, AddressListProps, ListObject } from './address-list';
import { otherAllows, mustStandWithoutWildcards } from './neighbours';
import { peersOf } from './peers';
import { policyObject } from './policy-object';
import { policyScope } from './policy-scope';
import { TrieObjects } from './trie-objects';
import { Fault } from '../fault';
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
   * How the list is written. The trie knows DENY only.
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
    super(scope, id, props);
    this.mustNotAdmitProxies(props);
    if (props.form === AllowListForm.ALLOW) this.mustCoverTheGateway(props);
    this._emitted = props.engine?._isTrie
      ? new TrieObjects(this, props, this._covered, { addresses: props.addresses, admits: true }).emit()
      : [this.policy(props)];
  }

  private policy(props: IpAllowListProps): ListObject {
    const { gateway, addresses } = props;
    const clients = { blocks: addresses, source: gateway.topology.clientAddressSource, peers: peersOf(gateway.topology, addresses, true) };
    const requests = policyScope(this, props, this._covered);
    if (props.hosts) {
      mustStandWithoutWildcards(this, gateway);
    }
    if (props.form !== AllowListForm.ALLOW) {
      return policyObject(this, props, denyOthers(clients, requests, selectionOf(gateway)));
    }
    this.node.addValidation({ validate: () => otherAllows(this, this.objects[0], gateway) });
    return policyObject(this, props, allowListed(clients, selectionOf(gateway)));
  }

  /** When Envoy cannot read X-Forwarded-For it takes the proxy for the client: a list with the proxy on it would admit everybody. */
  private mustNotAdmitProxies(props: IpAllowListProps): void {
    const { topology } = props.gateway;
    const hop = topology.clientAddressSource === ClientAddressSource.X_FORWARDED_FOR
      ? topology.proxies.find(candidate => candidate.connectsFrom?.overlaps(props.addresses))
      : undefined;
    if (hop) {
      throw new Fault('allow-overlaps-proxy', {
        what: `the list holds ${props.addresses.intersect(hop.connectsFrom!)}, addresses of the proxy "${hop.name}"`,
        why: 'Envoy takes the proxy for the client when it cannot read X-Forwarded-For, and a client can bring that about',
        instead: `take them out, such as addresses.minus(${hop.name}.connectsFrom), or declare fewer addresses in connectsFrom of "${hop.name}"`,
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
    if (props.engine?._isTrie) {
      throw new Fault('allow-form-engine', {
        what: 'form is AllowListForm.ALLOW, and the engine is the trie',
        why: 'the trie refuses by itself and adds up with no policy, so the form would mean nothing',
        instead: 'leave form out, or write engine: MatchEngine.authorizationPolicy()',
      }, this);
    }
  }
}
