import { record } from './list';

/** `gatewayTopology` as Istio understands it. */
export interface GatewayTopology {
  readonly numTrustedProxies: number;
  readonly proxyProtocol: boolean;
  /** Undefined: SANITIZE_SET, the default. */
  readonly forwardClientCertDetails?: string;
}

/** What a gateway has by default. */
export const NO_TOPOLOGY: GatewayTopology = { numTrustedProxies: 0, proxyProtocol: false };

/** Fields of `gatewayTopology`, each in both spellings that Istio reads. */
const FIELDS = {
  numTrustedProxies: 'num_trusted_proxies',
  proxyProtocol: 'proxy_protocol',
  forwardClientCertDetails: 'forward_client_cert_details',
} as const;

type Field = keyof typeof FIELDS;

/** A field as it is written, and in which spelling; undefined where it is in neither. */
export function topologyField(topology: any, field: Field): { readonly key: string; readonly value: any } | undefined {
  const key = [field, FIELDS[field]].find(spelling => spelling in record(topology));
  return key === undefined ? undefined : { key, value: topology[key] };
}

/** What Istio does not accept in a `gatewayTopology`, or reads otherwise than its author may think. */
export interface TopologyMistake {
  readonly what: string;
  readonly effect: string;
  readonly instead: string;
  /** Whether it may be meant. */
  readonly isPossible?: boolean;
}

export function topologyMistakes(topology: any): TopologyMistake[] {
  const effect = 'Istio refuses the configuration';
  if (typeof topology !== 'object') {
    return [{ what: `gatewayTopology is ${JSON.stringify(topology)}`, effect, instead: 'write a map, such as { numTrustedProxies: 1 }' }];
  }
  const known = Object.entries(FIELDS).flat();
  const unknown = Object.keys(topology).filter(key => !known.includes(key)).map(key => ({
    what: `gatewayTopology has no field "${key}"`,
    effect: 'Istio silently ignores it',
    instead: `write one of ${Object.keys(FIELDS).join(', ')}`,
  }));
  const count = topologyField(topology, 'numTrustedProxies');
  const proxy = topologyField(topology, 'proxyProtocol');
  const is = ({ key, value }: { key: string; value: any }) => `gatewayTopology.${key} is ${JSON.stringify(value)}`;
  const [setting] = Object.keys(record(proxy?.value));
  return [
    ...unknown,
    ...proxy && (proxy.value === null || proxy.value === undefined)
      ? [{ what: `gatewayTopology.${proxy.key} is null, which means off`, effect: 'to turn it on, write proxyProtocol: {}', instead: 'write proxyProtocol: {} for on, or leave it out', isPossible: true }]
      : [],
    ...proxy && proxy.value !== undefined && typeof proxy.value !== 'object' ? [{ what: is(proxy), effect, instead: 'write proxyProtocol: {}' }] : [],
    ...count && !isCount(count.value) ? [{ what: is(count), effect, instead: 'write a whole number, the count of proxies that append to X-Forwarded-For' }] : [],
    ...proxy && setting !== undefined ? [{
      what: `gatewayTopology.${proxy.key} has the field "${setting}"`, effect: 'Istio silently ignores it', instead: 'write proxyProtocol: {}; it has no settings',
    }] : [],
  ];
}

function isCount(value: unknown): boolean {
  return value === null || value === undefined || ['number', 'string'].includes(typeof value) && /^\d+$/.test(String(value));
}

/** `gatewayTopology` as it is written in a proxy configuration, in either spelling. */
export function writtenTopology(proxyConfig: any): any {
  return record(proxyConfig).gatewayTopology ?? record(proxyConfig).gateway_topology;
}

/**
 * The topology of a proxy configuration, or undefined where it has none. The one in an annotation replaces
 * the mesh's; they are never merged.
 */
export function readTopology(proxyConfig: any, remark: (text: string) => void): GatewayTopology | undefined {
  const given = writtenTopology(proxyConfig);
  if (given === undefined || given === null) return undefined;
  topologyMistakes(given).forEach(({ what, effect }) => remark(`${what}: ${effect}`));
  const count = topologyField(given, 'numTrustedProxies')?.value;
  const proxyProtocol = topologyField(given, 'proxyProtocol')?.value;
  return {
    numTrustedProxies: isCount(count) ? Number(count ?? 0) : 0,
    proxyProtocol: typeof proxyProtocol === 'object' && proxyProtocol !== null,
    forwardClientCertDetails: topologyField(given, 'forwardClientCertDetails')?.value,
  };
}

/** The whole field, with `numTrustedProxies: 0` too: Istio replaces it and never merges it. PROXY is off only where its field is missing. */
export function writeTopology({ numTrustedProxies, proxyProtocol, forwardClientCertDetails }: GatewayTopology): { [name: string]: any } {
  return {
    numTrustedProxies,
    ...proxyProtocol ? { proxyProtocol: {} } : {},
    ...forwardClientCertDetails ? { forwardClientCertDetails } : {},
  };
}
