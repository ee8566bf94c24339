import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AddressListProps, ListObject } from './address-list';
import { AuthorizationPolicy, AuthorizationPolicySpec } from '../../imports/security.istio.io';
import { Fault } from '../fault';
import { withinBudget } from '../istio/object-size';
import { prunedLast } from '../istio/sync-options';

/** From here on the choice of engine is felt. */
const MANY = 1000;

/** A list as an AuthorizationPolicy. */
export function policyObject(list: Construct, props: AddressListProps, spec: AuthorizationPolicySpec): ListObject {
  const entries = spec.rules![0].from!.flatMap(({ source }) => Object.values(source!).flat()).length;
  if (entries > MANY && !props.engine) {
    throw new Fault('engine-unnamed', {
      what: `the list has ${entries} entries, and no engine is named`,
      why: 'AuthorizationPolicy compares them one by one, for each request: a gateway that refuses 61,900 requests a second with 100 entries refuses '
        + '33,800 with 1,000, 6,400 with 10,000 and 1,280 with 50,000; the trie refuses 61,100 with 10,000',
      instead: 'write engine: MatchEngine.ipTrie(), or engine: MatchEngine.authorizationPolicy() if that is fast enough',
    }, list);
  }
  const object = new ApiObject(list, 'Resource', withinBudget(list, prunedLast({
    ...AuthorizationPolicy.GVK,
    metadata: {
      ...props.metadata,
      namespace: props.gateway.namespace,
      ...props.dryRun ? { annotations: { ...props.metadata?.annotations, 'istio.io/dry-run': 'true' } } : {},
    },
    spec,
  })));
  return { object, entries };
}
