/** The DNS name of a server's host, without the namespace that Istio allows in front. */
export function withoutNamespace(host: string): string {
  return host.slice(host.indexOf('/') + 1);
}

/** A host as an AuthorizationPolicy names it: Envoy compares the Host header with its port, and routing ignores that. */
export function withAnyPort(host: string): string[] {
  return [host, `${host}:*`];
}

/** The host of an entry that may be for any port. */
export function withoutAnyPort(entry: string): string {
  return entry.replace(/:\*$/, '');
}

/** Whether a server with these hosts, with or without namespaces, takes requests or connections for a name. */
export function serves(hosts: readonly string[], name: string): boolean {
  return hosts.some(host => isSubset(name, withoutNamespace(host)));
}

/** Whether every host of one name, which may begin with a wildcard, is a host of the other. */
export function isSubset(name: string, other: string): boolean {
  if (!other.startsWith('*')) return name === other;
  return name.startsWith('*') ? name.length >= other.length && name.endsWith(other.slice(1)) : name.endsWith(other.slice(1));
}

/** Whether two names have a host in common. */
export function overlap(name: string, other: string): boolean {
  return isSubset(name, other) || isSubset(other, name);
}

/** The more specific of each pair that have hosts in common, in the order of the first list. */
export function intersection(names: readonly string[], others: readonly string[]): string[] {
  return [...new Set(names.flatMap(name => others.flatMap(other => isSubset(name, other) ? [name] : isSubset(other, name) ? [other] : [])))];
}
