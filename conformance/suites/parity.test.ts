import * as fc from 'fast-check';
import { Fault } from '../../src/fault';
import { IpBlock, IpBlocks } from '../../src/net';
import { SEED } from '../../test/support/random';
import { lists, texts } from '../parity/texts';
import { run, TOOLS } from '../rig/programs';

/** What net/netip knows of a text; null is what it refuses. See tools/oracle/README.md. */
type Reading = { readonly block: string; readonly zone: boolean; readonly mapped: boolean; readonly hostBits: boolean } | null;

async function ask<A>(questions: readonly unknown[]): Promise<A[]> {
  const { stdout } = await run(`${TOOLS}/oracle`, [], questions.map(question => JSON.stringify(question)).join('\n'));
  return stdout.trimEnd().split('\n').map(answer => JSON.parse(answer));
}

/** The block's text, or the code of the error. */
function ours(text: string): string {
  try {
    return IpBlock.parse(text).toString();
  } catch (error) {
    return (error as Fault).code;
  }
}

/** The same from what Go says, apart from what we refuse on purpose: zones, mapped addresses and host bits. */
function expected(text: string, reading: Reading): string {
  // Go refuses a zone in a block itself, and does not say whether for that.
  if (reading === null) return /%.*\//s.test(text) && ours(text) === 'zone' ? 'zone' : 'bad-address';
  // To Go a blank is a part of the zone; we tell the blank.
  if (reading.zone) return text.trim() === text ? 'zone' : 'bad-address';
  if (reading.mapped) return 'ipv4-mapped';
  return reading.hostBits ? 'host-bits' : reading.block;
}

describe('Parity', () => {
  test(`100,000 texts are read as Go's net/netip reads them (SEED=${SEED})`, async () => {
    const asked = fc.sample(texts, { numRuns: 100_000, seed: SEED });
    const readings = await ask<Reading>(asked);
    const told = asked.map((text, index) => ({ text, ours: ours(text), expected: expected(text, readings[index]) }));

    expect(told.filter(one => one.ours !== one.expected).slice(0, 20)).toEqual([]);
    // Nothing is shown by texts that all end the same way.
    const times = (wanted: (expected: string) => boolean) => told.filter(one => wanted(one.expected)).length;
    for (const code of ['bad-address', 'zone', 'ipv4-mapped', 'host-bits']) expect(times(it => it === code)).toBeGreaterThan(500);
    expect(times(it => it.includes('/'))).toBeGreaterThan(20_000);
  });

  test(`1,000 lists are minimised as Go's netipx minimises them (SEED=${SEED})`, async () => {
    const asked = fc.sample(lists, { numRuns: 1_000, seed: SEED });
    const minimal = await ask<string[]>(asked);
    const told = asked.map((list, index) => ({ list, ours: IpBlocks.of(...list).toString(), expected: minimal[index].join(',') }));
    expect(told.filter(one => one.ours !== one.expected).slice(0, 3)).toEqual([]);
  });
});
