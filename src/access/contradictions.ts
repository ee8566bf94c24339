import { Construct } from 'constructs';
import { Fault } from '../fault';
import { GatewayServer } from '../gateway/gateway-server';
import { IProxyProtocolGateway } from '../gateway/referenced-gateway';
import { overlap } from '../istio/host-names';
import { IpBlocks } from '../net';

/** A list in force, as far as others contradict it. */
export interface Narrowing {
  readonly construct: Construct;
  /** As they are written. */
  readonly addresses: IpBlocks;
  readonly admits: boolean;
  readonly hosts?: readonly string[];
  /** Undefined where the servers are not known. */
  readonly covered?: readonly GatewayServer[];
}

const LISTS = new WeakMap<IProxyProtocolGateway, Narrowing[]>();

/** Makes it an error at synth if lists on one gateway admit nobody together. */
export function validateSomebodyAdmitted(gateway: IProxyProtocolGateway, list: Narrowing): void {
  const lists = LISTS.get(gateway) ?? [];
  if (lists.length === 0) {
    LISTS.set(gateway, lists);
    // One search for all: a gateway may have thousands of lists.
    list.construct.node.addValidation({ validate: () => contradictions(lists) });
  }
  lists.push(list);
}

function contradictions(lists: readonly Narrowing[]): string[] {
  // A list on exact hosts can only meet those on the same hosts, on wildcards and on all.
  const wide = lists.filter(({ hosts }) => hosts?.every(host => !host.includes('*')) !== true);
  const byHost = new Map<string, Narrowing[]>();
  for (const list of lists.filter(one => !wide.includes(one))) {
    for (const host of list.hosts!) byHost.set(host, [...byHost.get(host) ?? [], list]);
  }
  const found = new Map<Narrowing, Fault>();
  for (const group of [[], ...byHost.values()]) {
    const near = [...wide, ...group];
    near.forEach((one, index) => near.slice(index + 1).forEach(other => {
      if (!found.has(other) && admitNobody(one, other) && meet(one, other)) found.set(other, fault(one, other));
    }));
  }
  return [...found.values()].map(({ message }) => message);
}

function admitNobody(one: Narrowing, other: Narrowing): boolean {
  if (one.admits && other.admits) return !one.addresses.overlaps(other.addresses);
  const [allow, deny] = one.admits ? [one, other] : [other, one];
  return allow.admits && deny.addresses.includesAll(allow.addresses);
}

/** Whether there are requests, or connections, that both are about. */
function meet(one: Narrowing, other: Narrowing): boolean {
  const hosts = !one.hosts ? other.hosts : !other.hosts ? one.hosts
    : one.hosts.filter(host => other.hosts!.some(another => overlap(host, another)));
  if (hosts?.length === 0) return false;
  if (!one.covered || !other.covered) return true;
  return one.covered.some(server => other.covered!.includes(server) && (!hosts || hosts.some(host => server._shares(host))));
}

function fault(one: Narrowing, other: Narrowing): Fault {
  return new Fault('nobody-admitted', {
    what: one.admits && other.admits ? `this list and ${one.construct.node.path} have no address in common`
      : `every address of ${(one.admits ? one : other).construct.node.path} is on the deny list ${(one.admits ? other : one).construct.node.path}`,
    why: 'a client must pass every list on a gateway, so nobody gets in where both apply',
    instead: one.admits && other.admits ? 'write one list with addresses: one.union(other), or give each its own hosts or serverNames'
      : 'take the addresses out of the deny list, such as addresses: denied.minus(admitted)',
  }, other.construct);
}
