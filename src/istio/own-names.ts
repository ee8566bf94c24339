/** What the names of annotations, labels and configurations of ours begin with. */
const PREFIX = 'cdk8s-istio-source-ip/';

/** With the name of a proxy, on its gateway: what keeps others from connecting in its place, where no manifest shows it. */
export const ENFORCED_ELSEWHERE = `${PREFIX}enforced-elsewhere.`;

/** With the code of a check of lint, on any object: why its findings there are meant. */
export const ACCEPT = `${PREFIX}accept.`;

/** The proxies in front of a gateway, for its reviewer. */
export const CHAIN = `${PREFIX}chain`;

/** On a Service: why nobody inside the cluster calls its load balancer. */
export const NO_CLIENTS_INSIDE = `${PREFIX}no-clients-inside`;

/** A label of pods: their namespace. */
export const NAMESPACE_LABEL = `${PREFIX}namespace`;

/** By which Envoy asks for a configuration; unique on a gateway. */
export function configName(...parts: readonly string[]): string {
  return PREFIX + parts.join('/');
}
