/** Kinds of Kubernetes' own groups that say something about gateways, or about what a cluster's objects are kept in; and Istio's, in whatever group they are written. */
const KINDS = /^(?:Service|Deployment|DaemonSet|StatefulSet|ReplicaSet|Pod|ConfigMap|NetworkPolicy|Ingress|Namespace|Kustomization|\w*Issuer|\w*List|Gateway(?:Class)?|VirtualService|EnvoyFilter|DestinationRule|Telemetry|ProxyConfig|\w+Route|\w+(?:Policy|Authentication))$/;
/** Groups of which every kind may. */
const GROUPS = /(?:^|\.)(?:istio\.io|gateway\.networking\.k8s\.io|gateway\.networking\.x-k8s\.io|sailoperator\.io|maistra\.io|argoproj\.io|fluxcd\.io|cattle\.io|cert-manager\.io)\//;
/** What a document has somewhere that has such a kind, however it is written. */
const WORDS = /istio|gateway\.networking|sailoperator|argoproj|fluxcd|cattle\.io|\b(?:Service|Deployment|DaemonSet|StatefulSet|ReplicaSet|Pod|ConfigMap|NetworkPolicy|Ingress|\w*List)\b/;
/** What values of a chart have that says something about gateways. */
const VALUES = /\b(?:meshConfig|podAnnotations|serviceAnnotations|externalTrafficPolicy|loadBalancer\w+)\b|istio|load-?balancer/;

const KIND = /^kind:[ \t]+["']?([A-Za-z]\w*)["']?[ \t]*(?:#.*)?\r?$/m;
const GROUP = /^apiVersion:[ \t]+["']?([\w./-]+)/m;

/** Whether a document may say something about gateways: a look at its text, since most files of a repository do not, and parsing them takes long. */
export function mayMatter(text: string): boolean {
  const kind = KIND.exec(text)?.[1];
  if (kind !== undefined) {
    const group = GROUP.exec(text)?.[1];
    return KINDS.test(kind) || group === undefined || GROUPS.test(group);
  }
  // A kind that a template makes may be any.
  return isObject(text) ? WORDS.test(text) || /^kind:.*\{[{%]/m.test(text) : VALUES.test(text);
}

/** Whether it may be an object at all. */
export function isObject(text: string): boolean {
  return /\bkind\b["']?\s*:/.test(text);
}
