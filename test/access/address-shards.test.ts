import * as fc from 'fast-check';
import { Shard, shardsOf } from '../../src/access/trie/address-shards';
import { IpBlocks } from '../../src/net';

const MOST = 4;
const split = (listed: IpBlocks) => shardsOf(listed, part => part.blocks.length <= MOST);
const names = (shards: readonly Shard[]) => shards.map(({ name }) => name);
const hosts = (...last: number[]) => last.map(number => `203.0.113.${number}`);
/** Lists in which every other address is missing, so that nothing merges. */
const list = fc
  .uniqueArray(fc.tuple(fc.constantFrom('203.0.113', '198.51.100', '10.0.0'), fc.integer({ min: 0, max: 127 })), { minLength: 1, maxLength: 60, selector: String })
  .map(pairs => IpBlocks.of(...pairs.map(([net, host]) => `${net}.${host * 2}`), '2001:db8::/32', '2001:db9:1::7'));

describe('a list is split by address space', () => {
  test('what fits is one shard', () => {
    expect(split(IpBlocks.of('203.0.113.0/24', '2001:db8::/32'))).toEqual([
      { name: 'rest', space: IpBlocks.all(), listed: IpBlocks.of('203.0.113.0/24', '2001:db8::/32') },
    ]);
  });

  test('what does not is cut where two halves are too much, and the names say where', () => {
    const shards = split(IpBlocks.of(...hosts(0, 2, 4, 128, 130, 132), '2001:db8::/32', '2001:db9::/128'));
    expect(shards.map(({ name, space, listed }) => [name, String(listed), space.contains('203.0.113.130'), space.contains('8.8.8.8')])).toEqual([
      ['ipv4-203.0.113.0-25', '203.0.113.0/32,203.0.113.2/32,203.0.113.4/32', false, false],
      ['ipv4-0.0.0.0-0', '203.0.113.128/32,203.0.113.130/32,203.0.113.132/32', true, true],
      ['rest', '2001:db8::/32,2001:db9::/128', false, false],
    ]);
  });

  test('names of IPv6 space have no colon', () => {
    const many = Array.from({ length: 6 }, (_, index) => `2001:db8:0:${index * 2}::/64`);
    expect(names(split(IpBlocks.of(...many)))).toEqual(['ipv6-2001-db8-0-61', 'rest']);
  });

  test('shards hold the list, share nothing, cover all addresses, and fit; all but the last are at least half full', () => {
    fc.assert(fc.property(list, listed => {
      const shards = split(listed);
      const union = (parts: readonly IpBlocks[]) => parts.reduce((all, part) => all.union(part));
      expect(String(union(shards.map(shard => shard.listed)))).toBe(String(listed));
      expect(String(union(shards.map(shard => shard.space)))).toBe(String(IpBlocks.all()));
      shards.forEach((shard, index) => {
        expect(shard.listed.blocks.length).toBeLessThanOrEqual(MOST);
        // Envoy refuses a trie without addresses.
        expect(shard.listed.isEmpty).toBe(false);
        expect(shard.space.includesAll(shard.listed)).toBe(true);
        expect(shards.slice(0, index).filter(other => other.space.overlaps(shard.space))).toEqual([]);
        if (shard.name !== 'rest') expect(shard.listed.blocks.length).toBeGreaterThanOrEqual(MOST / 2);
      });
      expect(new Set(names(shards)).size).toBe(shards.length);
    }));
  });

  test('one more address in a shard with room changes that shard alone', () => {
    const before = split(IpBlocks.of(...hosts(0, 2, 4, 128, 130, 132)));
    const after = split(IpBlocks.of(...hosts(0, 2, 4, 6, 128, 130, 132)));
    expect(names(after)).toEqual(names(before));
    expect(after.filter((shard, index) => String(shard.listed) !== String(before[index].listed)).map(({ name }) => name)).toEqual(['ipv4-203.0.113.0-25']);
    expect(after.map(({ space }) => String(space))).toEqual(before.map(({ space }) => String(space)));
  });
});
