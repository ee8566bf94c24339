import { topologyField } from '../../../istio/gateway-topology';
import { check } from '../../check';
import { Problem } from '../../problem';
import { ownTopology } from '../../topologies';

export const PARTIAL_TOPOLOGY = check('partial-topology', scene => {
  const { topology: mesh, config } = scene.manifests._mesh;
  return mesh === undefined ? [] : scene.gateways.flatMap((gateway): Problem[] => {
    const own = ownTopology(gateway.workload.pods);
    if (typeof own !== 'object' || own === null) return [];
    const hasCount = topologyField(own, 'numTrustedProxies') !== undefined;
    const lost = [
      mesh.numTrustedProxies > 0 && !hasCount ? `numTrustedProxies: ${mesh.numTrustedProxies}` : undefined,
      // Off cannot be written, so whoever writes the count has written all.
      mesh.proxyProtocol && !hasCount && !topologyField(own, 'proxyProtocol') ? 'proxyProtocol: {}' : undefined,
      mesh.forwardClientCertDetails !== undefined && !topologyField(own, 'forwardClientCertDetails')
        ? `forwardClientCertDetails: ${mesh.forwardClientCertDetails}` : undefined,
    ].filter(field => field !== undefined);
    return lost.length === 0 ? [] : [{
      ...gateway.topologyAt,
      what: `the annotation leaves out ${lost.join(' and ')}, which ${config!.origin} sets for the mesh`,
    }];
  });
});
