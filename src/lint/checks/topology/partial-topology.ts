import { check } from '../../check';
import { Problem } from '../../problem';
import { ownTopology } from '../../topologies';

export const PARTIAL_TOPOLOGY = check('partial-topology', scene => {
  const { topology: mesh, config } = scene.manifests._mesh;
  return mesh === undefined ? [] : scene.gateways.flatMap((gateway): Problem[] => {
    const own = ownTopology(gateway.workload.pods);
    if (typeof own !== 'object' || own === null) return [];
    const says = (...spellings: string[]) => spellings.some(name => name in own);
    const hasCount = says('numTrustedProxies', 'num_trusted_proxies');
    const lost = [
      mesh.numTrustedProxies > 0 && !hasCount ? `numTrustedProxies: ${mesh.numTrustedProxies}` : undefined,
      // Off cannot be written, so whoever writes the count has written all.
      mesh.proxyProtocol && !hasCount && !says('proxyProtocol', 'proxy_protocol') ? 'proxyProtocol: {}' : undefined,
      mesh.forwardClientCertDetails !== undefined && !says('forwardClientCertDetails', 'forward_client_cert_details')
        ? `forwardClientCertDetails: ${mesh.forwardClientCertDetails}` : undefined,
    ].filter(field => field !== undefined);
    return lost.length === 0 ? [] : [{
      ...gateway.topologyAt,
      what: `the annotation leaves out ${lost.join(' and ')}, which ${config!.origin} sets for the mesh`,
    }];
  });
});
