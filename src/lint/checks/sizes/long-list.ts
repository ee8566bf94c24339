import { mappedForm } from '../../../envoy/address-strings';
import { rangeOf } from '../../../envoy/condition';
import { LONG_LIST as LIMIT } from '../../../istio/long-list';
import { printBlock } from '../../../net/ranges';
import { check } from '../../check';
import { AddressField } from '../../policy-rule';
import { Problem } from '../../problem';

export const LONG_LIST = check('long-list', scene => scene.policies.flatMap(({ object, rules }): Problem[] => {
  const count = rules.flatMap(({ addresses }) => addresses).reduce((sum, field) => sum + entries(field), 0);
  return count <= LIMIT ? [] : [{
    object,
    path: ['spec', 'rules'],
    what: `it has ${count} addresses`,
  }];
}));

/** Addresses as somebody lists them: the IPv4-mapped form of a block that is in the same field is not another one. */
function entries({ values }: AddressField): number {
  const forms = new Set(values.flatMap(value => mappedForm(value) ?? []).map(printed));
  return values.filter(value => !value.includes(':') || !forms.has(printed(value))).length;
}

/** The block in its one spelling; as it is written, where it cannot be read. */
function printed(value: string): string {
  const range = rangeOf(value);
  return range ? printBlock(range) : value;
}
