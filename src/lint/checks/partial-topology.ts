import { record } from '../../istio/list';
import { embeddedYaml } from '../../manifests/embedded-yaml';
import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';
import { topologyPlace } from '../topology-place';

const CONFIG = 'proxy.istio.io/config';

export const PARTIAL_TOPOLOGY: Check = {
  code: 'partial-topology',
  severity: LintSeverity.WARNING,
  title: 'a pod annotation gives a part of gatewayTopology, and the mesh the rest',
  why: "the annotation's gatewayTopology replaces the mesh's and is not merged with it: what the mesh sets beside it is lost on these pods",
  find: scene => {
    const { topology: mesh, origin } = scene.manifests._mesh;
    return scene.gateways.flatMap((gateway): Problem[] => {
      const own = record(embeddedYaml(gateway.workload.pods.annotations[CONFIG], CONFIG, () => undefined)).gatewayTopology;
      if (!mesh || typeof own !== 'object' || own === null) return [];
      const hasCount = 'numTrustedProxies' in own;
      const lost = [
        mesh.numTrustedProxies > 0 && !hasCount ? `numTrustedProxies: ${mesh.numTrustedProxies}` : undefined,
        // Off cannot be written, so whoever writes the count has written all.
        mesh.proxyProtocol && !hasCount && !('proxyProtocol' in own) ? 'proxyProtocol: {}' : undefined,
        mesh.forwardClientCertDetails !== undefined && !('forwardClientCertDetails' in own) ? `forwardClientCertDetails: ${mesh.forwardClientCertDetails}` : undefined,
      ].filter(field => field !== undefined);
      return lost.length === 0 ? [] : [{
        ...topologyPlace(gateway, 'gatewayTopology'),
        what: `the annotation leaves out ${lost.join(' and ')}, which ${origin} sets for the mesh`,
        instead: 'write the whole gatewayTopology into the annotation, numTrustedProxies: 0 included where that is meant',
      }];
    });
  },
};
