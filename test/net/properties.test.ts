import * as fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import { Question, askCidrTools } from './cidr-tools';
import { IpBlock, IpBlocks } from '../../src/net';
import { Prefix } from '../../src/net/prefix';
import { WHOLE } from '../support/random';

const EMPTY = IpBlocks.all().minus(IpBlocks.all());
const setOf = (texts: readonly string[]): IpBlocks => (texts.length === 0 ? EMPTY : IpBlocks.of(...texts));

describe('parsing and printing agree with ip-address', () => {
  const ipv4 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map(number => Address4.fromBigInt(number));
  const ipv6 = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
    // Random numbers have no zero groups to shorten.
    fc.array(fc.constantFrom('0000', '0000', '0001', '00ab', 'fffe'), { minLength: 8, maxLength: 8 }).map(groups => BigInt(`0x${groups.join('')}`)),
  ).map(number => Address6.fromBigInt(number));

  test('any IPv4 address is printed as it is read', () => {
    fc.assert(fc.property(ipv4, address => {
      expect(IpBlock.parse(address.correctForm()).toString()).toBe(`${address.correctForm()}/32`);
    }));
  });

  test('any IPv6 address is printed in its correct form, however it is written', () => {
    fc.assert(fc.property(ipv6, address => {
      for (const written of [address.correctForm(), address.canonicalForm(), address.to4in6(), address.correctForm().toUpperCase()]) {
        expect(IpBlock.parse(written).toString()).toBe(`${address.correctForm()}/128`);
      }
    }), { numRuns: 1000 });
  });

  test('the first address of any block is the block, and any other one with its prefix length is refused', () => {
    const block4 = fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, length]) => new Address4(`${address.correctForm()}/${length}`));
    const block6 = fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([address, length]) => new Address6(`${address.correctForm()}/${length}`));
    fc.assert(fc.property(fc.oneof(block4, block6), block => {
      const first = block.startAddress().correctForm();
      const text = `${first}/${block.subnetMask}`;
      expect(IpBlock.parse(text).toString()).toBe(text);
      expect(IpBlock.parse(text).prefixLength).toBe(block.subnetMask);
      if (block.correctForm() !== first) {
        expect(() => IpBlock.parse(`${block.correctForm()}/${block.subnetMask}`)).toThrow('[host-bits]');
      }
    }), { numRuns: 1000 });
  });

  /** Addresses and blocks as people write them, and the same with a slip or two. */
  const nearlyRight = (() => {
    const octet = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 255 }).map(String) }, { weight: 1, arbitrary: fc.constantFrom('256', '01') });
    const dotted = fc.array(octet, { minLength: 4, maxLength: 4 }).map(octets => octets.join('.'));
    const group = fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 0, max: 0xffff }).map(number => number.toString(16)) },
      { weight: 1, arbitrary: fc.constantFrom('0', '00ab', 'FFFF', '10000', 'g') });
    const groups = fc.tuple(fc.array(group, { maxLength: 7 }), fc.nat(7))
      .map(([all, gap]) => all.length < 7 ? `${all.slice(0, gap).join(':')}::${all.slice(gap).join(':')}` : `${all.join(':')}:1`);
    const tailed = fc.tuple(fc.constantFrom('::', '::ffff:', '64:ff9b::', '1:2:3:4:5:6:'), dotted).map(parts => parts.join(''));
    const [length4, length6] = [['', '', '', '/32', '/31', '/0', '/032', '/33'], ['', '', '', '/128', '/64', '/0128', '/129', '%eth0']];
    const near4 = fc.tuple(dotted, fc.constantFrom(...length4), fc.constant(4 as const));
    const near6 = fc.tuple(fc.oneof(
      { weight: 3, arbitrary: groups }, { weight: 1, arbitrary: tailed },
    ), fc.constantFrom(...length6), fc.constant(6 as const));
    const slip = fc.tuple(fc.nat(40), fc.nat(1), fc.constantFrom(...'019af.:/-% '));
    const slips = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(slip, { minLength: 1, maxLength: 2 }) });
    return fc.tuple(fc.oneof(near4, near6), slips).map(([[address, length, family], made]) => ({
      family,
      text: made.reduce((text, [at, left, sign]) => `${text.slice(0, at)}${sign}${text.slice(at + left)}`, `${address}${length}`),
    }));
  })();

  const TEXTS = WHOLE ? 20_000 : 2_000;

  /** What ip-address takes and this library refuses, with the errors that say so. */
  const STRICTER: [code: string, text: RegExp][] = [['zone', /%/], ['host-bits', /\/\d+$/], ['ipv4-mapped', /:/], ['bad-address', /%|\/0\d+$/]];

  test('what is read is what ip-address reads, apart from what is refused on purpose', () => {
    const seen: Record<string, number> = {};
    fc.assert(fc.property(nearlyRight, ({ family, text }) => {
      const valid = Address4.isValid(text) || Address6.isValid(text);
      let refusal: string | undefined;
      try {
        IpBlock.parse(text);
      } catch (error) {
        refusal = /^\[([a-z0-9-]+)\] /.exec((error as Error).message)![1];
      }
      const onPurpose = STRICTER.some(([code, pattern]) => code === refusal && pattern.test(text));
      const outcome = refusal === undefined ? 'read' : valid ? 'refused on purpose' : 'refused';
      seen[`IPv${family} ${outcome}`] = (seen[`IPv${family} ${outcome}`] ?? 0) + 1;
      expect([text, refusal === undefined]).toEqual([text, valid && !onPurpose]);
    }), { numRuns: TEXTS });
    // Nothing is shown where nearly all of them are read, or none.
    const often = ['IPv4 read', 'IPv4 refused', 'IPv6 read', 'IPv6 refused'].filter(outcome => seen[outcome] > TEXTS / 8);
    expect([often.length, seen]).toEqual([4, seen]);
  });
});

describe('reading in the midst of a longer text', () => {
  const pieces = fc.constantFrom('0', '1', '25', '255', '2001', 'db8', 'ffff', '.', '.', ':', ':', '::', '/', '/8', '/128', '\n');
  const any = fc.array(pieces, { maxLength: 12 }).map(parts => parts.join(''));
  const address = fc.constantFrom('10.0.0.0', '255.255.255.255', '2001:db8::', '::', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8');
  const block = fc.tuple(address, fc.constantFrom('', '/0', '/8', '/32', '/128', '/129')).map(parts => parts.join(''));

  test('gives what reading it alone gives, whatever is written around it', () => {
    const read = (text: string, start: number, end: number) => {
      const prefix = new Prefix();
      return prefix.read(text, start, end) && [prefix.words, prefix.length, ...prefix.address];
    };
    fc.assert(fc.property(any, fc.oneof(any, block), any, (before, text, after) => {
      expect(read(before + text + after, before.length, before.length + text.length)).toEqual(read(text, 0, text.length));
    }), { numRuns: 5000 });
  });
});

describe('sets agree with a model that counts addresses one by one', () => {
  // 192.0.2.0/24 and 2001:db8::/120, 256 addresses each: address n of the IPv6 half is number 256 + n.
  interface Sample { readonly text: string; readonly numbers: readonly number[] }
  const print = (number: number, hostBits: number) => (number < 256
    ? `192.0.2.${number}/${32 - hostBits}`
    : `${new Address6(`2001:db8::${(number - 256).toString(16)}`).correctForm()}/${128 - hostBits}`);
  const block: fc.Arbitrary<Sample> = fc.tuple(fc.nat(511), fc.nat(8)).map(([number, hostBits]) => {
    const first = number - number % 2 ** hostBits;
    return { text: print(first, hostBits), numbers: Array.from({ length: 2 ** hostBits }, (_, index) => first + index) };
  });
  const blocks = fc.array(block, { maxLength: 12 });
  const real = (samples: readonly Sample[]) => setOf(samples.map(sample => sample.text));
  const model = (samples: readonly Sample[]) => new Set(samples.flatMap(sample => sample.numbers));

  /** The smallest list by halving: a block that is wholly in the set, or those of its halves. */
  const minimal = (numbers: ReadonlySet<number>): string[] => {
    const inside = (first: number, hostBits: number): string[] => {
      const size = 2 ** hostBits;
      const present = Array.from({ length: size }, (_, index) => first + index).filter(number => numbers.has(number)).length;
      if (present === 0) return [];
      return present === size ? [print(first, hostBits)] : [...inside(first, hostBits - 1), ...inside(first + size / 2, hostBits - 1)];
    };
    return [...inside(0, 8), ...inside(256, 8)];
  };

  test('any list is sorted and minimal, whatever its order, and reading its texts again changes nothing', () => {
    const twice = blocks.chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(fc.property(twice, ([list, shuffled]) => {
      const texts = real(list).toStrings();
      expect(texts).toEqual(minimal(model(list)));
      expect(real(shuffled).toStrings()).toEqual(texts);
      expect(setOf(texts).toStrings()).toEqual(texts);
      expect(real(list).union(real(list)).toStrings()).toEqual(texts);
    }), { numRuns: 500 });
  });

  test('union, minus and intersect', () => {
    fc.assert(fc.property(blocks, blocks, (a, b) => {
      const [inA, inB] = [model(a), model(b)];
      expect(real(a).union(real(b)).toStrings()).toEqual(minimal(new Set([...inA, ...inB])));
      expect(real(a).minus(real(b)).toStrings()).toEqual(minimal(new Set([...inA].filter(number => !inB.has(number)))));
      expect(real(a).intersect(real(b)).toStrings()).toEqual(minimal(new Set([...inA].filter(number => inB.has(number)))));
    }), { numRuns: 500 });
  });

  test('contains, overlaps, includesAll, isEmpty, ipv4 and ipv6', () => {
    fc.assert(fc.property(blocks, blocks, block, (a, b, one) => {
      const [inA, inB] = [model(a), model(b)];
      expect(real(a).contains(one.text)).toBe(one.numbers.every(number => inA.has(number)));
      expect(real(a).overlaps(real(b))).toBe([...inA].some(number => inB.has(number)));
      expect(real(a).includesAll(real(b))).toBe([...inB].every(number => inA.has(number)));
      expect(real(a).isEmpty).toBe(inA.size === 0);
      expect(real(a).ipv4.toStrings()).toEqual(minimal(new Set([...inA].filter(number => number < 256))));
      expect(real(a).ipv6.toStrings()).toEqual(minimal(new Set([...inA].filter(number => number >= 256))));
    }), { numRuns: 500 });
  });

  test('contains and overlaps of two blocks', () => {
    fc.assert(fc.property(block, block, (a, b) => {
      expect(IpBlock.parse(a.text).contains(IpBlock.parse(b.text))).toBe(b.numbers.every(number => a.numbers.includes(number)));
      expect(IpBlock.parse(a.text).overlaps(IpBlock.parse(b.text))).toBe(b.numbers.some(number => a.numbers.includes(number)));
    }), { numRuns: 500 });
  });
});

describe('sets agree with cidr-tools', () => {
  const ipv4 = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), fc.integer({ min: 1, max: 32 }))
    .map(([number, length]) => new Address4(`${Address4.fromBigInt(number).correctForm()}/${length}`).startAddress().correctForm() + `/${length}`);
  // cidr-tools 6 subtracts addresses as doubles and joins neighbours that are none, so that only small IPv6 numbers test anything.
  const ipv6 = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), fc.integer({ min: 97, max: 128 }))
    .map(([number, length]) => new Address6(`${Address6.fromBigInt(number).correctForm()}/${length}`).startAddress().correctForm() + `/${length}`);
  const list = fc.array(fc.oneof(ipv4, ipv6), { minLength: 1, maxLength: 20 });
  const samples = fc.sample(fc.tuple(list, list), { numRuns: 300, seed: 7 });
  const sorted = (texts: unknown) => [...texts as string[]].sort();

  const asked = (ask: Question['ask']) => askCidrTools(samples.map(([a, b]) => ({ ask, a, b })));

  test('merge is union', () => {
    expect(samples.map(([a, b]) => sorted(setOf(a).union(setOf(b)).toStrings()))).toEqual(asked('merge').map(sorted));
  });

  test('exclude is minus', () => {
    expect(samples.map(([a, b]) => sorted(setOf(a).minus(setOf(b)).toStrings()))).toEqual(asked('exclude').map(sorted));
  });

  test('overlap is overlaps', () => {
    expect(samples.map(([a, b]) => setOf(a).overlaps(setOf(b)))).toEqual(asked('overlap'));
  });

  test('contains is includesAll', () => {
    expect(samples.map(([a, b]) => setOf(a).includesAll(setOf(b)))).toEqual(asked('contains'));
  });
});
