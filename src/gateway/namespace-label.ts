import { NAMESPACE_LABEL } from '../istio/own-names';

/**
 * On pods that are made here, and in the selector of their Istio Gateway: that looks for pods in every namespace, and another gateway of the same name would
 * serve its hosts too, without its lists. Never in a Deployment's selector, which can't change.
 */
export function namespaceLabel(namespace: string): { [name: string]: string } {
  return { [NAMESPACE_LABEL]: namespace };
}
