import { createHash } from 'crypto';
import { ApiObject, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { AddressListProps, ListObject } from './address-list';
import { Shard, shardsOf } from './address-shards';
import { otherTcpServers } from './neighbours';
import { peersOf } from './peers';
import { EnvoyFilter } from '../../imports/networking.istio.io';
import { rangesBytes } from '../envoy/address-strings';
import { RequestScope } from '../envoy/request-scope';
import { AddressInput, DIRECT_SOURCE, SOURCE, headerInput } from '../envoy/trie-matcher';
import { GatewayServer } from '../gateway/gateway-server';
import { outside } from '../gateway/ports';
import { selectionOf } from '../gateway/referenced-gateway';
import { Trie, TrieTraffic, trieFilter } from '../istio/ip-trie-filter';
import { withinBudget } from '../istio/object-size';
import { IpBlocks } from '../net';
import { ClientAddressSource, TrustedTopology } from '../topology';

/** Bytes of JSON that the addresses of one object may have; the rest is for the parts of the space that others judge, for hosts and for names. */
const ROOM = 1_530_000;
/** That an entry has at least. */
const LEAST = 44;

/** Who is on a list. */
export interface Listed {
  readonly addresses: IpBlocks;
  /** Whether these come in; they are those who do not otherwise. */
  readonly admits: boolean;
}

/** A list as EnvoyFilters: one, or one that places all filters and one for the addresses in each part of the address space. */
export class TrieObjects {
  private readonly name: string;
  private readonly traffics: readonly TrieTraffic[];

  public constructor(
    private readonly list: Construct, private readonly props: AddressListProps, private readonly covered: readonly GatewayServer[] | undefined,
    private readonly listed: Listed,
  ) {
    this.name = props.metadata?.name ?? Names.toDnsLabel(list, { maxLen: 50 });
    this.traffics = trafficOf(props, covered);
  }

  public emit(): readonly ListObject[] {
    const { gateway, hosts } = this.props;
    const { topology } = gateway;
    if (!hosts && !this.traffics.includes(TrieTraffic.TCP)) {
      this.list.node.addValidation({ validate: () => otherTcpServers(this.list, gateway) });
    }
    const copies = this.traffics.length * (topology._rollout?.seesClients ? 2 : 1);
    // To write all out for each half of the address space would take longer than to write the objects.
    const shards = shardsOf(this.listed.addresses, part =>
      part._blockCount * LEAST * copies <= ROOM && rangesBytes(part, isMapped(topology)) * copies <= ROOM);
    if (shards.length === 1) {
      const tries = this.tries(shards[0], '');
      return [{ object: this.object('Resource', '', tries, tries), entries: this.listed.addresses._blockCount }];
    }
    const parts = shards.map(shard => ({ shard, tries: this.tries(shard, `/${shard.name}-${digest(shard.space)}`) }));
    return [
      { object: this.object('Resource', '', parts.flatMap(({ tries }) => tries), []), entries: 0 },
      ...parts.map(({ shard: { name, listed }, tries }) => ({ object: this.object(name, `-${name}`, [], tries), entries: listed._blockCount })),
    ];
  }

  private object(id: string, suffix: string, placed: readonly Trie[], held: readonly Trie[]): ApiObject {
    const { gateway, metadata } = this.props;
    return new ApiObject(this.list, id, withinBudget(this.list, EnvoyFilter.manifest({
      metadata: { ...metadata, namespace: gateway.namespace, name: `${this.name}${suffix}` },
      spec: trieFilter(placed, held, selectionOf(gateway)),
    })));
  }

  private tries(shard: Shard, suffix: string): readonly Trie[] {
    const { gateway: { namespace, topology }, dryRun = false } = this.props;
    const { admits } = this.listed;
    // Whom another shard judges must get past this one.
    const addresses = admits ? shard.listed.union(IpBlocks.all().minus(shard.space)) : shard.listed;
    return this.traffics.map(traffic => ({
      traffic,
      configName: `cdk8s-istio-source-ip/${namespace}/${this.name}${suffix}/${traffic}`,
      listName: `${namespace}/${this.name}`,
      dryRun,
      rules: {
        input: inputOf(topology),
        scope: this.scope(traffic),
        mapped: isMapped(topology),
        admits,
        addresses,
        peers: peersOf(topology, addresses, admits),
      },
    }));
  }

  /** Of the servers that have this kind of traffic; the others do not get its filter. */
  private scope(traffic: TrieTraffic): RequestScope {
    const { gateway: { servers = [], topology }, hosts, exempt } = this.props;
    const { covered } = this;
    const isHttp = traffic === TrieTraffic.HTTP;
    return {
      ...isHttp ? { hosts, notPaths: exempt } : {},
      ...covered ? outside(this.list, servers.filter(server => server.isHttp === isHttp), server => covered.includes(server), topology) : {},
    };
  }
}

/**
 * A name never judges another part of the address space than it did before. Objects arrive one by one, and listeners that are being drained keep
 * their filters: if a part gave space away under the same name, nobody would judge that space until the other part had come, and strangers got in.
 */
function digest(space: IpBlocks): string {
  return createHash('sha256').update(space.toString()).digest('hex').slice(0, 8);
}

function trafficOf({ hosts }: AddressListProps, covered: readonly GatewayServer[] | undefined): readonly TrieTraffic[] {
  if (!covered) return hosts ? [TrieTraffic.HTTP] : [TrieTraffic.HTTP, TrieTraffic.TCP];
  return [
    ...covered.some(server => server.isHttp) ? [TrieTraffic.HTTP] : [],
    ...covered.some(server => !server.isHttp) ? [TrieTraffic.TCP] : [],
  ];
}

function inputOf({ clientAddressHeader, clientAddressSource }: TrustedTopology): AddressInput {
  if (clientAddressHeader) return headerInput(clientAddressHeader);
  return clientAddressSource === ClientAddressSource.PACKET_SOURCE ? DIRECT_SOURCE : SOURCE;
}

/** An address that some hop wrote may be an IPv4-mapped one; a packet source is not. */
function isMapped({ clientAddressSource }: TrustedTopology): boolean {
  return clientAddressSource !== ClientAddressSource.PACKET_SOURCE;
}
