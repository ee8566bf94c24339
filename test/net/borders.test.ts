import * as fc from 'fast-check';
import { Block, block, holds, minimal, print } from './model';
import { IpBlocks } from '../../src/net';
import { WHOLE } from '../support/random';

const EMPTY = IpBlocks.all().minus(IpBlocks.all());
const real = (blocks: readonly Block[]): IpBlocks => (blocks.length === 0 ? EMPTY : IpBlocks.of(...blocks.map(print)));

describe('sets agree with a model of big integers, at the ends of words and of families', () => {
  const lengths = { 4: [0, 1, 7, 8, 9, 16, 24, 31, 32], 6: [0, 1, 31, 32, 33, 63, 64, 65, 95, 96, 97, 127, 128] };
  const any: fc.Arbitrary<Block> = fc.constantFrom(4 as const, 6 as const).chain(family => {
    const bits = family === 4 ? 32 : 128;
    const all = 2n ** BigInt(bits) - 1n;
    const near = fc.tuple(fc.constantFrom(...lengths[family]), fc.integer({ min: -2, max: 2 }))
      .map(([length, steps]) => BigInt.asUintN(bits, 2n ** BigInt(bits - length) + BigInt(steps)));
    const address = fc.oneof(fc.bigInt({ min: 0n, max: all }), near, near.map(number => all - number));
    return fc.tuple(address, fc.oneof(fc.constantFrom(...lengths[family]), fc.integer({ min: 0, max: bits })))
      .map(([number, length]) => block(family, number, length))
      .filter(({ first }) => family === 4 || first / 2n ** 32n !== 0xffffn); // which are refused
  });
  const list = fc.array(any, { maxLength: 30 });

  test('union, minus and intersect', () => {
    fc.assert(fc.property(list, list, (a, b) => {
      const both = [...a, ...b];
      expect(real(both).toStrings()).toEqual(minimal(both, (family, number) => holds(both, family, number)));
      expect(real(a).union(real(b)).toStrings()).toEqual(minimal(both, (family, number) => holds(both, family, number)));
      expect(real(a).minus(real(b)).toStrings()).toEqual(minimal(both, (family, number) => holds(a, family, number) && !holds(b, family, number)));
      expect(real(a).intersect(real(b)).toStrings()).toEqual(minimal(both, (family, number) => holds(a, family, number) && holds(b, family, number)));
    }), { numRuns: WHOLE ? 300 : 100 });
  });

  test('minus everything and back', () => {
    fc.assert(fc.property(list, blocks => {
      const others = IpBlocks.all().minus(real(blocks));
      expect(others.overlaps(real(blocks))).toBe(false);
      expect(others.union(real(blocks)).toString()).toBe('0.0.0.0/0,::/0');
      expect(IpBlocks.all().minus(others).toString()).toBe(real(blocks).toString());
    }), { numRuns: WHOLE ? 300 : 100 });
  });

  test('contains, of every block in both lists', () => {
    fc.assert(fc.property(list, list, (a, b) => {
      for (const one of [...a, ...b]) {
        const missing = minimal([...a, one], (family, number) => holds([one], family, number) && !holds(a, family, number));
        expect(real(a).contains(print(one))).toBe(missing.length === 0);
      }
    }), { numRuns: WHOLE ? 200 : 70 });
  });

  test('a long list, which is sorted in several rounds', () => {
    const small = any.filter(({ family, first, end }) => end - first < 2n ** (family === 4 ? 12n : 80n));
    const [long] = fc.sample(fc.array(fc.noBias(small), { minLength: 1000, maxLength: 1000 }), { numRuns: 1, seed: 7 });
    const texts = real(long).toStrings();
    expect(texts.length).toBeGreaterThan(300);
    expect(texts).toEqual(minimal(long, (family, number) => holds(long, family, number)));
  });
});
