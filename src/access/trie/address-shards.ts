import { IpBlock, IpBlocks } from '../../net';

/** A part of a list: all of its addresses in one part of the address space. */
export interface Shard {
  /** Names the part of the space, for an object's name: `ipv4-52.0.0.0-8`. */
  readonly name: string;
  readonly space: IpBlocks;
  readonly listed: IpBlocks;
}

interface Packed {
  readonly complete: readonly Shard[];
  /** What is in none of them yet. */
  readonly open: Shard;
}

/**
 * Splits a list by address space, so that a changed address changes one shard.
 *
 * Goes up the tree of halves of the address space and completes a shard wherever two halves no longer fit into one: the fuller one, which is
 * at least half full then, and no shard is empty. Boundaries are those of the tree and never move with the list's neighbours.
 */
export function shardsOf(listed: IpBlocks, fits: (part: IpBlocks) => boolean): readonly Shard[] {
  const families = ['0.0.0.0/0', '::/0'].map(block => pack(IpBlock.parse(block), listed, fits));
  const { complete, open } = join(families[0], families[1], fits);
  return [...complete, { ...open, name: 'rest' }];
}

function pack(node: IpBlock, all: IpBlocks, fits: (part: IpBlocks) => boolean): Packed {
  const space = IpBlocks.of(node.toString());
  const listed = all.intersect(space);
  if (fits(listed)) return { complete: [], open: { name: nameOf(node), space, listed } };
  const [low, high] = halves(node);
  const { complete, open } = join(pack(low, listed, fits), pack(high, listed, fits), fits);
  return { complete, open: { ...open, name: nameOf(node) } };
}

function join(low: Packed, high: Packed, fits: (part: IpBlocks) => boolean): Packed {
  const complete = [...low.complete, ...high.complete];
  const [fuller, other] = [low.open, high.open].sort((a, b) => b.listed._blockCount - a.listed._blockCount);
  const listed = fuller.listed.union(other.listed);
  return fits(listed)
    ? { complete, open: { name: fuller.name, space: fuller.space.union(other.space), listed } }
    : { complete: [...complete, fuller], open: other };
}

function halves(node: IpBlock): [IpBlock, IpBlock] {
  const longer = node.prefixLength + 1;
  const [address] = node.toString().split('/');
  const low = IpBlock.parse(`${address}/${longer}`);
  const [high] = IpBlocks.of(node.toString()).minus(IpBlocks.of(low.toString())).blocks;
  return [low, high];
}

function nameOf(node: IpBlock): string {
  const [address, length] = node.toString().split('/');
  // Objects' names cannot have a colon.
  return node.isIpv4 ? `ipv4-${address}-${length}` : `ipv6-${address.replace(/::/g, ':0:').split(':').filter(Boolean).join('-')}-${length}`;
}
