import { texts } from './manifest-object';
import { selects } from '../istio/policy-attachment';

/**
 * Whether a selector selects these pods. One without labels selects none: such a Service has endpoints of its own, and elsewhere it would be all
 * pods.
 */
export function findsPods(selector: any, labels: { readonly [name: string]: string }): boolean {
  const wanted = texts(selector);
  return Object.keys(wanted).length > 0 && selects(wanted, labels);
}
