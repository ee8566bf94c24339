import { summary } from '../../../fault';
import { overlap, withoutNamespace } from '../../../istio/host-names';
import { Server, isHttp, provesClient } from '../../../model/servers';
import { OWN_NETWORKS } from '../../../net/own-networks';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';
import { demandsHeader, guardedAddresses, isGuarded } from '../../protection';

export const HTTP_BESIDE_MUTUAL_TLS = check('http-beside-mutual-tls', scene =>
  scene.gateways.filter(gateway => !demandsHeader(gateway)).flatMap(gateway => {
    const { servers, httpServers, gateways, trustedProxies, workload: { gatewayApi } } = gateway;
    const locked = servers.filter(server => provesClient(server));
    if (locked.length === 0) return [];
    return httpServers.filter(server => !provesClient(server) && !provesClient(server, MESH)).flatMap((server): Problem[] => {
      const same = locked.find(other => shareHost(server, other));
      const words = trustedProxies > 0 ? withoutProof(gateway, server, same, locked[0]) : withoutCertificate(gateway, server, same);
      return [...gateways, ...gatewayApi ? [gatewayApi] : []].filter(one => words && `${one.namespace}/${one.name}` === server.gateway)
        .map(object => ({ object, path: ['spec', object === gatewayApi ? 'listeners' : 'servers'], ...words! }));
    });
  }));

type Words = Omit<Problem, 'object' | 'path'>;

/** A certificate of the mesh is one that nobody outside has. */
const MESH = 'ISTIO_MUTUAL';

/** Where the certificate is the client's own, it matters to the same host only. */
function withoutCertificate(gateway: GatewayView, server: Server, same: Server | undefined): Words | undefined {
  return !same || isGuarded(gateway) || !isHttp(server) ? undefined : {
    what: hasHostOf(server, same),
    instead: 'remove the HTTP server, or add a DENY with notIpBlocks = the addresses of the proxy in front',
  };
}

/** Where it is a proxy's, it proves what X-Forwarded-For says, which is believed on every server of the pods, whatever its hosts. */
function withoutProof(gateway: GatewayView, server: Server, same: Server | undefined, locked: Server): Words {
  const guard = guardedAddresses(gateway);
  const senders = guard ? `anybody else who sends by way of ${summary(guard.toStrings())}, such as another customer of a CDN,` : 'whoever reaches these pods';
  return {
    what: same ? hasHostOf(server, same) : `the ${server.name} ${server.tls?.acceptsAnyCertificate ? 'accepts any' : 'asks for no'} client certificate, which the ${locked.name} demands on the same pods (${gateway.id})`,
    why: `only the certificate proves who wrote X-Forwarded-For, and that is believed on all servers of these pods: ${senders} names any client there, `
      + 'and so passes every list for the gateway. A redirect does not help: the gateway believes "X-Forwarded-Proto: https", too',
    instead: 'give that server pods of its own; or let it demand the certificate, too (tls.mode: MUTUAL), or every request a secret header (a DENY by its notValues)',
    // In one's own network few could send, unless a load balancer replaces everybody's packet source.
    severity: guard && OWN_NETWORKS.includesAll(guard) ? LintSeverity.INFO : undefined,
  };
}

function hasHostOf(server: Server, locked: Server): string {
  return `the ${server.name} has a host of the ${locked.name}`;
}

function shareHost(server: Server, other: Server): boolean {
  const [own, others] = [server, other].map(({ hosts }) => hosts.map(withoutNamespace));
  return own.some(host => others.some(name => overlap(host, name)));
}
