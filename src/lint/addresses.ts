import { rangeOf } from '../envoy/condition';
import { IpBlocks } from '../net';
import { printBlock } from '../net/ranges';

/** JavaScript has no room for a hundred thousand arguments. */
const MOST_ARGUMENTS = 10_000;

/** Of one's own network: where addresses of pods come from, as a rule. */
export const PRIVATE = IpBlocks.of('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '240.0.0.0/4', 'fc00::/7');

/**
 * The addresses in a field, as far as they can be read; undefined where there are none. IPv4-mapped twins are left out: they are about the
 * IPv4 addresses beside them.
 */
export function blocksOf(values: readonly string[]): IpBlocks | undefined {
  const blocks = values.map(rangeOf).flatMap(range => range ? [printBlock(range)] : []).filter(block => !block.startsWith('::ffff:'));
  let all: IpBlocks | undefined;
  for (let start = 0; start < blocks.length; start += MOST_ARGUMENTS) {
    const part = IpBlocks.of(...blocks.slice(start, start + MOST_ARGUMENTS));
    all = all?.union(part) ?? part;
  }
  return all;
}
