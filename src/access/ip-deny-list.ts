import { Construct } from 'constructs';
import { AddressList, AddressListProps, ListObject } from './address-list';
import { mustStandWithoutWildcards } from './neighbours';
import { peersOf } from './peers';
import { policyObject } from './policy-object';
import { policyScope } from './policy-scope';
import { TrieObjects } from './trie-objects';
import { Fault } from '../fault';
import { selectionOf } from '../gateway/referenced-gateway';
import { denyListed } from '../istio/authorization-policy';
import { IpBlocks } from '../net';
import { ClientAddressSource } from '../topology';

/** Whom to refuse, where. */
export interface IpDenyListProps extends AddressListProps {}

/**
 * Refuses these addresses at a gateway, or at some of its hosts or servers.
 *
 * Where the address comes from X-Forwarded-For the neighbouring proxy's own addresses are refused too: Envoy falls back to them
 * when it cannot read the header, and the list would be walked round.
 */
export class IpDenyList extends AddressList {
  /** @internal */
  protected readonly _emitted: readonly ListObject[];

  public constructor(scope: Construct, id: string, props: IpDenyListProps) {
    super(scope, id, props);
    const { gateway } = props;
    const addresses = this.withFallback(props);
    if (props.engine?._isTrie) {
      this._emitted = new TrieObjects(this, props, this._covered, { addresses, admits: false }).emit();
      return;
    }
    const requests = policyScope(this, props, this._covered);
    const { topology } = gateway;
    const clients = { blocks: addresses, source: topology.clientAddressSource, peers: peersOf(topology, addresses, false) };
    this._emitted = [policyObject(this, props, denyListed(clients, requests, selectionOf(gateway)))];
    if (props.hosts) {
      mustStandWithoutWildcards(this, gateway);
    }
  }

  private withFallback(props: IpDenyListProps): IpBlocks {
    const { topology } = props.gateway;
    if (topology.clientAddressSource !== ClientAddressSource.X_FORWARDED_FOR) {
      return props.addresses;
    }
    const hop = topology._fallback!;
    if (!hop.connectsFrom) {
      throw new Fault('guard-addresses', {
        what: `proxy "${hop.name}" does not say from where it connects, and the gateway reads X-Forwarded-For`,
        why: `when it cannot read the header Envoy takes "${hop.name}" for the client, and listed clients would come in`,
        instead: `write connectsFrom: IpBlocks.of(…) with the addresses from which "${hop.name}" connects`,
      }, this);
    }
    return props.addresses.union(hop.connectsFrom);
  }
}
