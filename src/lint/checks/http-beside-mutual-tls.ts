import { overlap } from '../../istio/host-names';
import { isHttp } from '../../trace/servers';
import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';
import { isGuarded } from '../protection';

export const HTTP_BESIDE_MUTUAL_TLS: Check = {
  code: 'http-beside-mutual-tls',
  severity: LintSeverity.WARNING,
  title: 'a plain HTTP server beside one that demands client certificates, for the same host',
  why: 'over plain HTTP nobody shows a certificate. A redirect does not help behind a layer-7 proxy: the gateway believes "X-Forwarded-Proto: https", and does not redirect',
  find: scene => scene.gateways.filter(gateway => !isGuarded(gateway)).flatMap(({ servers, httpServers, gateways }) => {
    const locked = servers.filter(({ tls }) => tls?.mode === 'MUTUAL');
    return httpServers.filter(isHttp)
      .filter(({ hosts }) => locked.some(other => other.hosts.some(name => hosts.some(host => overlap(host, name)))))
      .flatMap(({ name, gateway }): Problem[] => gateways.filter(one => `${one.namespace}/${one.name}` === gateway).map(object => ({
        object,
        path: ['spec', 'servers'],
        what: `the ${name} has a host of the ${locked[0].name}`,
        instead: 'take the HTTP server away, or add a DENY with notIpBlocks = the addresses of the proxy in front',
      })));
  }),
};
