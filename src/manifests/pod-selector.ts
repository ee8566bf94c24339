import { texts } from './manifest-object';
import { selects } from '../istio/policy-attachment';

/** Whether a selector names these pods. One without any label names none: a Service then has endpoints of its own, and anything else would mean all pods. */
export function findsPods(selector: any, labels: { readonly [name: string]: string }): boolean {
  const wanted = texts(selector);
  return Object.keys(wanted).length > 0 && selects(wanted, labels);
}
