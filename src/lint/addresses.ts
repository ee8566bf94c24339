import { rangeOf } from '../envoy/condition';
import { IpBlocks } from '../net';
import { printBlock } from '../net/ranges';

/**
 * The addresses in a field, as far as they can be read; undefined where there are none. IPv4-mapped twins are left out: they are about the
 * IPv4 addresses beside them.
 */
export function blocksOf(values: readonly string[]): IpBlocks | undefined {
  const blocks = values.map(rangeOf).flatMap(range => range ? [printBlock(range)] : []).filter(block => !block.startsWith('::ffff:'));
  return blocks.length > 0 ? IpBlocks.of(...blocks) : undefined;
}
