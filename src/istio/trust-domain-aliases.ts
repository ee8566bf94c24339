const LOCAL = 'cluster.local';

/**
 * The principals that istiod compares where a policy writes one: the mesh's own trust domain, by any of its names and always as `cluster.local`, stands for
 * all of its names.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/security/trustdomain/bundle.go ReplaceTrustDomainAliases
 */
export function principalsInMesh(principal: string, trustDomains: readonly string[]): string[] {
  const [domain, ...identity] = principal.split('/');
  if (identity.length !== 4 || domain === '*') return [principal];
  if (domain !== LOCAL && !trustDomains.some(known => mayBe(domain, known) || mayBe(known, domain))) return [principal];
  return [...new Set(trustDomains.map(known => domain.startsWith('*') && known.endsWith(domain.slice(1)) ? principal : [known, ...identity].join('/')))];
}

function mayBe(text: string, pattern: string): boolean {
  return text === pattern || pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1)) || pattern.startsWith('*') && text.endsWith(pattern.slice(1));
}
