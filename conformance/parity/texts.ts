import * as fc from 'fast-check';

type Family = 4 | 6;

const bitsOf = (family: Family) => (family === 4 ? 32 : 128);

/** An address with a prefix length, half of them without bits behind it. */
const block = fc.constantFrom<Family>(4, 6).chain(family => {
  const number = fc.noBias(fc.bigInt({ min: 0n, max: 2n ** BigInt(bitsOf(family)) - 1n }));
  return fc.record({ number, length: fc.nat(bitsOf(family)), masked: fc.boolean() }).map(({ number: any, length, masked }) => (
    { family, length, number: masked ? any - any % 2n ** BigInt(bitsOf(family) - length) : any }
  ));
});

const groupsOf = (number: bigint) => number.toString(16).padStart(32, '0').match(/..../g)!;
const dotted = (number: bigint) => [24n, 16n, 8n, 0n].map(shift => (number >> shift) & 255n).join('.');

/** Any of the spellings of IPv6. "::" may stand for groups that are not zero, which makes it another address, and for none, which is wrong. */
function spelled(number: bigint): fc.Arbitrary<string> {
  const groups = groupsOf(number);
  return fc.record({ padded: fc.boolean(), upper: fc.boolean(), tail: fc.boolean(), gap: fc.option(fc.tuple(fc.nat(8), fc.nat(5))) })
    .map(({ padded, upper, tail, gap }) => {
      const short = padded ? groups : groups.map(group => group.replace(/^0+(?=.)/, ''));
      const parts = tail ? [...short.slice(0, 6), dotted(number)] : short;
      const text = gap ? `${parts.slice(0, gap[0]).join(':')}::${parts.slice(gap[0] + gap[1]).join(':')}` : parts.join(':');
      return upper ? text.toUpperCase() : text;
    });
}

const valid = block.chain(({ family, number, length }) => {
  const address = family === 4 ? fc.constant(dotted(number)) : fc.oneof(
    { weight: 8, arbitrary: spelled(number) },
    { weight: 1, arbitrary: fc.constantFrom('::ffff:', '::FFFF:', '0:0:0:0:0:ffff:', '::', '64:ff9b::').map(start => start + dotted(number)) },
  );
  return fc.tuple(address, fc.constantFrom('', `/${length}`, `/${length}`, '%eth0')).map(parts => parts.join(''));
});

/** What people and attackers put into addresses. */
const pieces = fc.oneof(
  fc.constantFrom(...'0123456789abcdefABCDEF.:/%+-[]x_g \t\r\n\0,;#*'),
  fc.constantFrom('::', '0x', '00', '255', '256', '/0', '/8', '/08', '/+8', '/32', '/33', '/128', '/129', '%1', 'ffff', '١', '．', '：', '\ufeff', '\ud800'),
);

const edit = fc.record({ at: fc.nat(50), length: fc.nat(2), piece: fc.oneof(fc.constant(''), pieces) });
const nearlyValid = fc.tuple(valid, fc.array(edit, { minLength: 1, maxLength: 3 }))
  .map(([text, edits]) => edits.reduce((before, { at, length, piece }) => {
    const start = at % (before.length + 1);
    return before.slice(0, start) + piece + before.slice(start + length);
  }, text));

const hostile = fc.oneof(
  fc.array(pieces, { maxLength: 20 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.tuple(pieces, fc.nat(2000)).map(([piece, times]) => piece.repeat(times)),
);

/** Addresses and blocks in all their spellings, the same with mistakes, and texts that are meant to break a reader. */
export const texts = fc.oneof({ weight: 5, arbitrary: valid }, { weight: 4, arbitrary: nearlyValid }, { weight: 1, arbitrary: hostile });

/** Where windows of 4,096 blocks lie: how many bits are behind them. In IPv6 some lie across two words. */
const BEHIND: Record<Family, number[]> = { 4: [0, 10, 20], 6: [0, 26, 58, 90, 116] };

/** Blocks beside and in each other, at the beginning or the end of a family. */
const neighbour = fc.constantFrom<Family>(4, 6).chain(family => (
  fc.record({ behind: fc.constantFrom(...BEHIND[family]), atEnd: fc.boolean(), at: fc.nat(4095), hostBits: fc.nat(12) })
    .map(({ behind, atEnd, at, hostBits }) => {
      const number = BigInt(at - at % 2 ** hostBits - (atEnd ? 4096 : 0)) << BigInt(behind);
      return { family, number: BigInt.asUintN(bitsOf(family), number), length: bitsOf(family) - behind - hostBits };
    })
));

const anywhere = block.map(({ family, number, length }) => ({ family, number: number - number % 2n ** BigInt(bitsOf(family) - length), length }));

/** Lists of blocks, in any order and with repetitions. */
export const lists = fc.array(fc.oneof({ weight: 8, arbitrary: neighbour }, { weight: 1, arbitrary: anywhere }), { minLength: 1, maxLength: 100 })
  .map(blocks => blocks.map(({ family, number, length }) => `${family === 4 ? dotted(number) : groupsOf(number).join(':')}/${length}`));
