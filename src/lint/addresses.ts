import { MAPPED_PREFIX } from '../envoy/address-strings';
import { rangeOf } from '../envoy/condition';
import { IpBlocks } from '../net';
import { printBlock } from '../net/ranges';

/** JavaScript does not call a function with a hundred thousand arguments. */
const MAX_ARGUMENTS = 10_000;

/**
 * The addresses in a field, as far as they can be read; undefined where there are none. IPv4-mapped forms are left out: they are about
 * the IPv4 addresses beside them.
 */
export function blocksOf(values: readonly string[]): IpBlocks | undefined {
  const blocks = values.map(rangeOf).flatMap(range => range ? [printBlock(range)] : []).filter(block => !block.startsWith(MAPPED_PREFIX));
  let all: IpBlocks | undefined;
  for (let start = 0; start < blocks.length; start += MAX_ARGUMENTS) {
    const part = IpBlocks.of(...blocks.slice(start, start + MAX_ARGUMENTS));
    all = all?.union(part) ?? part;
  }
  return all;
}
