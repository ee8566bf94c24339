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

/** Fields of `gatewayTopology`, in both spellings that Istio reads. */
export const TOPOLOGY_FIELDS = [
  'numTrustedProxies', 'num_trusted_proxies', 'proxyProtocol', 'proxy_protocol', 'forwardClientCertDetails', 'forward_client_cert_details',
];

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
  const topology = record(given);
  for (const name of Object.keys(topology).filter(key => !TOPOLOGY_FIELDS.includes(key))) {
    remark(`gatewayTopology has no field "${name}": Istio silently ignores it`);
  }
  const proxyProtocol = topology.proxyProtocol ?? topology.proxy_protocol;
  if (proxyProtocol === null || 'proxyProtocol' in topology && proxyProtocol === undefined) {
    remark('gatewayTopology.proxyProtocol is null, which means off; to turn it on, write proxyProtocol: {}');
  }
  const count = Number(topology.numTrustedProxies ?? topology.num_trusted_proxies ?? 0);
  if (!Number.isInteger(count) || count < 0) remark('gatewayTopology.numTrustedProxies is not a whole number: Istio refuses the configuration');
  return {
    numTrustedProxies: Number.isInteger(count) && count > 0 ? count : 0,
    proxyProtocol: typeof proxyProtocol === 'object' && proxyProtocol !== null,
    forwardClientCertDetails: topology.forwardClientCertDetails ?? topology.forward_client_cert_details,
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
