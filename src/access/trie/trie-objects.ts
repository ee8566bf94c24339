import { createHash } from 'crypto';
import { ApiObject } from 'cdk8s';
import { Shard, shardsOf } from './address-shards';
import { EnvoyFilter } from '../../../imports/networking.istio.io';
import { rangesBytes } from '../../envoy/address-strings';
import { isWrittenByProxy } from '../../envoy/client-address-source';
import { RequestScope } from '../../envoy/request-scope';
import { AddressInput, DIRECT_SOURCE, SOURCE, headerInput } from '../../envoy/trie-matcher';
import { GatewayServer } from '../../gateway/gateway-server';
import { objectName } from '../../gateway/object-name';
import { outside, outsideBytes } from '../../gateway/ports';
import { selectionOf } from '../../gateway/referenced-gateway';
import { Trie, TrieTraffic, trieFilter } from '../../istio/ip-trie-filter';
import { MAX_OBJECT_BYTES, withinBudget } from '../../istio/object-size';
import { configName } from '../../istio/own-names';
import { prunedLast } from '../../istio/sync-options';
import { IpBlocks } from '../../net';
import { TrustedTopology } from '../../topology';
import { List, ListObject } from '../list';
import { peersOf } from '../peers';

/**
 * Bytes of an object for what is not the list's own addresses: the parts of the space that others judge, hosts and names. With another number long
 * lists would be split elsewhere, so that all of their objects got new names.
 */
const OTHER_BYTES = 34_672;
/** Bytes of JSON that the addresses of one object may have. */
const MAX_ADDRESS_BYTES = MAX_OBJECT_BYTES - OTHER_BYTES;
/** Roughly the minimum bytes of an entry (some blocks of IPv6 need less): it saves counting the bytes of what is far too long. */
const MIN_ENTRY_BYTES = rangesBytes(IpBlocks.of('0.0.0.0/0'), false);

/** A list as EnvoyFilters: one, or one that places all filters and one for the addresses in each part of the address space. */
export class TrieObjects {
  private readonly name: string;
  private readonly traffics: readonly TrieTraffic[];
  /** Whether the addresses need their IPv4-mapped forms. */
  private readonly mapped: boolean;

  public constructor(private readonly list: List, private readonly covered: readonly GatewayServer[] | undefined) {
    this.name = list.metadata?.name ?? objectName(list.construct);
    this.traffics = trafficOf(list, covered);
    this.mapped = isWrittenByProxy(list.gateway.topology.clientAddressSource);
  }

  public emit(): readonly ListObject[] {
    const { compared, admits, gateway: { topology } } = this.list;
    const copies = peersOf(topology, compared, admits) ? 2 : 1;
    if (this.fits(compared, copies * this.traffics.length)) {
      const space = IpBlocks.all();
      const tries = this.traffics.map(traffic => this.trie(traffic, { space, listed: compared }, ''));
      return [{ object: this.object('Resource', '', tries, tries), space }];
    }
    // One kind of traffic for each object, since each request asks every object of its kind.
    // Sizes are estimated: writing out each half of the address space would take longer than writing the objects.
    const parts = shardsOf(compared, part => this.fits(part, copies)).flatMap(shard => this.traffics.map(traffic => ({
      name: `${shard.name}${traffic === this.traffics[0] ? '' : `-${traffic}`}`,
      space: shard.space,
      trie: this.trie(traffic, shard, `/${shard.name}-${digest(shard.space)}`),
    })));
    return [
      { object: this.object('Resource', '', parts.map(({ trie }) => trie), []) },
      ...parts.map(({ name, trie, space }) => ({ object: this.object(name, `-${name}`, [], [trie]), space })),
    ];
  }

  /** Whether one object can hold the addresses so many times. */
  private fits(part: IpBlocks, times: number): boolean {
    return part._blockCount * MIN_ENTRY_BYTES * times <= MAX_ADDRESS_BYTES && rangesBytes(part, this.mapped) * times <= MAX_ADDRESS_BYTES;
  }

  private object(id: string, suffix: string, placed: readonly Trie[], held: readonly Trie[]): ApiObject {
    const { construct, gateway, metadata } = this.list;
    return new ApiObject(construct, id, withinBudget(construct, prunedLast(EnvoyFilter.manifest({
      metadata: { ...metadata, namespace: gateway.namespace, name: `${this.name}${suffix}` },
      spec: trieFilter(placed, held, selectionOf(gateway)),
    }))));
  }

  private trie(traffic: TrieTraffic, { space, listed }: Pick<Shard, 'space' | 'listed'>, suffix: string): Trie {
    const { gateway: { namespace, topology }, dryRun, admits } = this.list;
    // This shard admits the addresses that others judge.
    const addresses = admits ? listed.union(IpBlocks.all().minus(space)) : listed;
    return {
      traffic,
      configName: configName(namespace, `${this.name}${suffix}`, traffic),
      listName: `${namespace}/${this.name}`,
      dryRun,
      rules: {
        input: inputOf(topology, traffic),
        scope: this.scope(traffic),
        mapped: this.mapped,
        admits,
        addresses,
        peers: peersOf(topology, addresses, admits),
      },
    };
  }

  /** Of the servers that have this kind of traffic; the others do not get its filter. */
  private scope(traffic: TrieTraffic): RequestScope {
    const { construct, gateway: { servers = [], topology }, hosts, exempt } = this.list;
    const isInside = (server: GatewayServer) => this.covered?.includes(server) ?? true;
    return traffic === TrieTraffic.HTTP
      ? { hosts, notPaths: exempt, ...outside(construct, servers.filter(server => server.isHttp), isInside, topology) }
      : outsideBytes(construct, servers, isInside, topology);
  }
}

/**
 * A name always judges the same part of the address space. Objects reach Envoy one by one, and draining listeners keep their filters: if a part gave
 * up space under the same name, nothing would judge that space until the other part came, and strangers would be admitted.
 */
function digest(space: IpBlocks): string {
  return createHash('sha256').update(space.toString()).digest('hex').slice(0, 8);
}

/**
 * A Gateway of another team may add TCP and TLS passthrough to the same pods at any time, so only a list on hosts, which HTTP has, omits these.
 */
function trafficOf({ hosts }: List, covered: readonly GatewayServer[] | undefined): readonly TrieTraffic[] {
  if (hosts) return [TrieTraffic.HTTP];
  const isHttp = !covered || covered.some(server => server.isHttp);
  return [...isHttp ? [TrieTraffic.HTTP] : [], TrieTraffic.TCP];
}

/** A connection that is not HTTP has no header. */
function inputOf({ clientAddressHeader, clientAddressSource }: TrustedTopology, traffic: TrieTraffic): AddressInput | undefined {
  if (clientAddressHeader) return traffic === TrieTraffic.HTTP ? headerInput(clientAddressHeader) : undefined;
  return isWrittenByProxy(clientAddressSource) ? SOURCE : DIRECT_SOURCE;
}
