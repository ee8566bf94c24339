/** Whether Envoy accepts it as `:authority`; anything else is answered 400. */
export function isValidAuthority(host: string): boolean {
  return /^[A-Za-z0-9!$%&'()*+,\-.:;=@[\]_~]*$/.test(host);
}

/** The host as routing compares it: in lower case and without whatever follows the last colon. */
function hostForRouting(host: string): string {
  return host.slice(0, portStart(host)).toLowerCase();
}

/** `strip_any_host_port`: removes numbers only. */
export function withoutPort(host: string): string {
  const port = host.slice(portStart(host) + 1);
  return /^\+?\d+$/.test(port) && Number(port) < 2 ** 32 ? host.slice(0, portStart(host)) : host;
}

function portStart(host: string): number {
  const colon = host.lastIndexOf(':');
  return colon < 0 || colon < host.lastIndexOf(']') ? host.length : colon;
}

/** The most specific of these domains that fits: the exact one, then the longest `*.suffix`, then `*`. */
export function virtualHostFor(host: string, domains: readonly string[]): string | undefined {
  // A single `*` takes every request without a comparison.
  if (domains.every(domain => domain === '*')) return domains[0];
  const routed = hostForRouting(host);
  const wildcards = domains.filter(domain => domain.startsWith('*') && domain !== '*')
    .filter(domain => routed.length > domain.length - 1 && routed.endsWith(domain.slice(1)));
  const [longest] = wildcards.sort((a, b) => b.length - a.length);
  return domains.find(domain => domain === routed) ?? longest ?? domains.find(domain => domain === '*');
}

/**
 * The most specific of these server names that fits: the exact one, then the longest `*.suffix` of whole labels, then a chain
 * without names, which is written `*` here.
 */
export function serverNameFor(serverName: string, names: readonly string[]): string | undefined {
  const name = serverName.toLowerCase();
  const known = new Set(names);
  if (known.has(name) && name !== '*') return name;
  for (let dot = name.indexOf('.', 1); dot > 0 && dot < name.length - 1; dot = name.indexOf('.', dot + 1)) {
    if (known.has(`*${name.slice(dot)}`)) return `*${name.slice(dot)}`;
  }
  return known.has('*') ? '*' : undefined;
}
