import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';
import { ownTopology } from '../topologies';

export const PARTIAL_TOPOLOGY: Check = {
  code: 'partial-topology',
  severity: LintSeverity.WARNING,
  title: 'a pod annotation gives a part of gatewayTopology, and the mesh the rest',
  why: "the annotation's gatewayTopology replaces the mesh's and is not merged with it: what the mesh sets beside it is lost on these pods",
  find: scene => {
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
        instead: 'write the whole gatewayTopology into the annotation, numTrustedProxies: 0 included where that is meant',
      }];
    });
  },
};
