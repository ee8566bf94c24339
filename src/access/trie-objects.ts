import { createHash } from 'crypto';
import { ApiObject, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { AddressListProps, ListObject } from './address-list';
import { Shard, shardsOf } from './address-shards';
import { peersOf } from './peers';
import { EnvoyFilter } from '../../imports/networking.istio.io';
import { rangesBytes } from '../envoy/address-strings';
import { ClientAddressSource, isWrittenByProxy } from '../envoy/client-address-source';
import { RequestScope } from '../envoy/request-scope';
import { AddressInput, DIRECT_SOURCE, SOURCE, headerInput } from '../envoy/trie-matcher';
import { GatewayServer } from '../gateway/gateway-server';
import { outside, outsideBytes } from '../gateway/ports';
import { selectionOf } from '../gateway/referenced-gateway';
import { Trie, TrieTraffic, trieFilter } from '../istio/ip-trie-filter';
import { withinBudget } from '../istio/object-size';
import { prunedLast } from '../istio/sync-options';
import { IpBlocks } from '../net';
import { TrustedTopology } from '../topology';

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
    const { topology } = this.props.gateway;
    const copies = peersOf(topology, this.listed.addresses, this.listed.admits) ? 2 : 1;
    const mapped = isWrittenByProxy(topology.clientAddressSource);
    const fits = (part: IpBlocks, times: number) => part._blockCount * LEAST * times <= ROOM && rangesBytes(part, mapped) * times <= ROOM;
    const { addresses } = this.listed;
    const entries = addresses._blockCount;
    if (fits(addresses, copies * this.traffics.length)) {
      const tries = this.traffics.map(traffic => this.trie(traffic, { space: IpBlocks.all(), listed: addresses }, ''));
      return [{ object: this.object('Resource', '', tries, tries), entries }];
    }
    // One kind of traffic an object: each request asks every object of its kind.
    // To write all out for each half of the address space would take longer than to write the objects.
    const parts = shardsOf(addresses, part => fits(part, copies)).flatMap(shard => this.traffics.map(traffic => ({
      name: `${shard.name}${traffic === this.traffics[0] ? '' : `-${traffic}`}`,
      entries: shard.listed._blockCount,
      trie: this.trie(traffic, shard, `/${shard.name}-${digest(shard.space)}`),
    })));
    return [
      { object: this.object('Resource', '', parts.map(({ trie }) => trie), []), entries: 0 },
      ...parts.map(({ name, trie, ...part }) => ({ object: this.object(name, `-${name}`, [], [trie]), ...part })),
    ];
  }

  private object(id: string, suffix: string, placed: readonly Trie[], held: readonly Trie[]): ApiObject {
    const { gateway, metadata } = this.props;
    return new ApiObject(this.list, id, withinBudget(this.list, prunedLast(EnvoyFilter.manifest({
      metadata: { ...metadata, namespace: gateway.namespace, name: `${this.name}${suffix}` },
      spec: trieFilter(placed, held, selectionOf(gateway)),
    }))));
  }

  private trie(traffic: TrieTraffic, { space, listed }: Pick<Shard, 'space' | 'listed'>, suffix: string): Trie {
    const { gateway: { namespace, topology }, dryRun = false } = this.props;
    const { admits } = this.listed;
    // Whom another shard judges must get past this one.
    const addresses = admits ? listed.union(IpBlocks.all().minus(space)) : listed;
    return {
      traffic,
      configName: `cdk8s-istio-source-ip/${namespace}/${this.name}${suffix}/${traffic}`,
      listName: `${namespace}/${this.name}`,
      dryRun,
      rules: {
        input: inputOf(topology, traffic),
        scope: this.scope(traffic),
        mapped: isWrittenByProxy(topology.clientAddressSource),
        admits,
        addresses,
        peers: peersOf(topology, addresses, admits),
      },
    };
  }

  /** Of the servers that have this kind of traffic; the others do not get its filter. */
  private scope(traffic: TrieTraffic): RequestScope {
    const { gateway: { servers = [], topology }, hosts, exempt } = this.props;
    const isInside = (server: GatewayServer) => this.covered?.includes(server) ?? true;
    return traffic === TrieTraffic.HTTP
      ? { hosts, notPaths: exempt, ...outside(this.list, servers.filter(server => server.isHttp), isInside, topology) }
      : outsideBytes(this.list, servers, isInside, topology);
  }
}

/**
 * A name never judges another part of the address space than it did before. Objects arrive one by one, and listeners that are being drained keep
 * their filters: if a part gave space away under the same name, nobody would judge that space until the other part had come, and strangers got in.
 */
function digest(space: IpBlocks): string {
  return createHash('sha256').update(space.toString()).digest('hex').slice(0, 8);
}

/**
 * A Gateway of another team may add TCP and TLS passthrough to the same pods at any time, so only a list on hosts, which are HTTP's, leaves these alone.
 */
function trafficOf({ hosts }: AddressListProps, covered: readonly GatewayServer[] | undefined): readonly TrieTraffic[] {
  if (hosts) return [TrieTraffic.HTTP];
  const isHttp = !covered || covered.some(server => server.isHttp);
  return [...isHttp ? [TrieTraffic.HTTP] : [], TrieTraffic.TCP];
}

/** A connection that is no HTTP has no header. */
function inputOf({ clientAddressHeader, clientAddressSource }: TrustedTopology, traffic: TrieTraffic): AddressInput | undefined {
  if (clientAddressHeader) return traffic === TrieTraffic.HTTP ? headerInput(clientAddressHeader) : undefined;
  return clientAddressSource === ClientAddressSource.PACKET_SOURCE ? DIRECT_SOURCE : SOURCE;
}
