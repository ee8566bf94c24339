import { list, record } from '../../../istio/list';
import { FieldPath } from '../../../manifests/field-path';
import { check } from '../../check';
import { Problem } from '../../problem';

export const HASH_BY_FORWARDED_FOR = check('hash-by-forwarded-for', scene => scene.of('networking.istio.io', 'DestinationRule').flatMap(object => {
  const { trafficPolicy, subsets } = object.spec;
  const policies: [any, FieldPath][] = [
    [trafficPolicy, ['spec', 'trafficPolicy']],
    ...list(subsets).map((subset, index): [any, FieldPath] => [record(subset).trafficPolicy, ['spec', 'subsets', index, 'trafficPolicy']]),
  ];
  return policies.flatMap(([policy, path]): [any, FieldPath][] => [
    [policy, path],
    ...list(record(policy).portLevelSettings).map((port, index): [any, FieldPath] => [port, [...path, 'portLevelSettings', index]]),
  ]).flatMap(([policy, path]): Problem[] => {
    const name = record(record(record(policy).loadBalancer).consistentHash).httpHeaderName;
    return !/^x-forwarded-for$/i.test(String(name)) ? [] : [{ object, path: [...path, 'loadBalancer', 'consistentHash', 'httpHeaderName'], what: `backends are chosen by ${name}` }];
  });
}));
