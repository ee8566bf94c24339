import { ApiObject, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { AddressListProps, ListObject } from './address-list';
import { Shard, shardsOf } from './address-shards';
import { EnvoyFilter } from '../../imports/networking.istio.io';
import { AddressInput, DIRECT_SOURCE, SOURCE, headerInput } from '../envoy/ip-trie';
import { GatewayServer } from '../gateway/gateway-server';
import { outside } from '../gateway/ports';
import { selectionOf } from '../gateway/referenced-gateway';
import { Trie, TrieTraffic, trieFilter } from '../istio/ip-trie-filter';
import { withinBudget } from '../istio/object-size';
import { IpBlocks } from '../net';
import { ClientAddressSource, TrustedTopology } from '../topology';

/** Bytes of JSON that the addresses of one object may have, and that an entry of each kind has at most. */
const ROOM = 1_400_000;
const BYTES = { ipv4: 54, mapped: 62, ipv6: 78 };

/** Who is on a list. */
export interface Listed {
  readonly addresses: IpBlocks;
  /** Whether these come in; they are those who do not otherwise. */
  readonly admits: boolean;
}

/** A list as EnvoyFilters: one, or one that places all filters and one for the addresses in each part of the address space. */
export function trieObjects(list: Construct, props: AddressListProps, covered: readonly GatewayServer[] | undefined, listed: Listed): readonly ListObject[] {
  const name = props.metadata?.name ?? Names.toDnsLabel(list, { maxLen: 50 });
  const traffics = trafficOf(props, covered);
  const shards = shardsOf(listed.addresses, part => bytesOf(part, props.gateway.topology) * traffics.length <= ROOM);
  const emit = (id: string, suffix: string, placed: readonly Trie[], held: readonly Trie[], entries = 0): ListObject => ({
    entries,
    object: new ApiObject(list, id, withinBudget(list, EnvoyFilter.manifest({
      metadata: { ...props.metadata, namespace: props.gateway.namespace, name: `${name}${suffix}` },
      spec: trieFilter(placed, held, selectionOf(props.gateway)),
    }))),
  });

  const triesOf = (shard: Shard): readonly Trie[] => traffics.map(traffic => ({
    traffic,
    configName: ['cdk8s-istio-source-ip', props.gateway.namespace, name, ...shards.length > 1 ? [shard.name] : [], traffic].join('/'),
    dryRun: props.dryRun ?? false,
    rules: {
      name: `${props.gateway.namespace}/${name}`,
      input: inputOf(props.gateway.topology),
      scope: scopeOf(traffic, list, props, covered),
      mapped: isMapped(props.gateway.topology),
      admits: listed.admits,
      // Whom another shard judges must get past this one.
      addresses: listed.admits ? shard.listed.union(IpBlocks.all().minus(shard.space)) : shard.listed,
    },
  }));
  const tries = shards.map(triesOf);
  if (shards.length === 1) return [emit('Resource', '', tries[0], tries[0], listed.addresses.blocks.length)];
  return [
    emit('Resource', '', tries.flat(), []),
    ...shards.map((shard, index) => emit(shard.name, `-${shard.name}`, [], tries[index], shard.listed.blocks.length)),
  ];
}

function trafficOf({ hosts }: AddressListProps, covered: readonly GatewayServer[] | undefined): readonly TrieTraffic[] {
  if (!covered) return hosts ? [TrieTraffic.HTTP] : [TrieTraffic.HTTP, TrieTraffic.TCP];
  return [
    ...covered.some(server => server.isHttp) ? [TrieTraffic.HTTP] : [],
    ...covered.some(server => !server.isHttp) ? [TrieTraffic.TCP] : [],
  ];
}

/** Of the servers that have this kind of traffic; the others do not get its filter. */
function scopeOf(traffic: TrieTraffic, list: Construct, { gateway, hosts, exempt }: AddressListProps, covered: readonly GatewayServer[] | undefined) {
  const isHttp = traffic === TrieTraffic.HTTP;
  const servers = (gateway.servers ?? []).filter(server => server.isHttp === isHttp);
  return {
    ...isHttp ? { hosts, notPaths: exempt } : {},
    ...covered ? outside(list, servers, server => covered.includes(server), gateway.topology) : {},
  };
}

function inputOf({ clientAddressHeader, clientAddressSource }: TrustedTopology): AddressInput {
  if (clientAddressHeader) return headerInput(clientAddressHeader);
  return clientAddressSource === ClientAddressSource.PACKET_SOURCE ? DIRECT_SOURCE : SOURCE;
}

/** An address that some hop wrote may be an IPv4-mapped one; a packet source is not. */
function isMapped({ clientAddressSource }: TrustedTopology): boolean {
  return clientAddressSource !== ClientAddressSource.PACKET_SOURCE;
}

function bytesOf({ ipv4, ipv6 }: IpBlocks, topology: TrustedTopology): number {
  return ipv4.blocks.length * (BYTES.ipv4 + (isMapped(topology) ? BYTES.mapped : 0)) + ipv6.blocks.length * BYTES.ipv6;
}
