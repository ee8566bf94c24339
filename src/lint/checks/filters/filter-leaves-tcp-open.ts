import { Seen } from '../../../envoy/seen';
import { wireAddress } from '../../../envoy/wire-address';
import { summary } from '../../../fault';
import { groups } from '../../../manifests/groups';
import { ExtraFilter, ModelServer, allOf } from '../../../model/envoy-model';
import { decide } from '../../../model/policies';
import { STRANGERS } from '../../../net/strangers';
import { check } from '../../check';
import { onePerFilter, placeOf } from '../../filtered-server';
import { GatewayView } from '../../gateway-view';
import { LintSeverity } from '../../lint-finding';
import { namedBy } from '../../matcher-questions';
import { Problem } from '../../problem';
import { guardedAddresses } from '../../protection';

export const FILTER_LEAVES_TCP_OPEN = check('filter-leaves-tcp-open', scene =>
  onePerFilter(scene.gateways.filter(({ isSure }) => isSure).flatMap(find)));

/** A server that a list leaves open, and to whom. */
interface Open {
  readonly server: ModelServer;
  readonly client: string;
}

function find(gateway: GatewayView): Problem[] {
  const open = gateway.tcpServers.flatMap(server => {
    const ofTcp = allOf(server.networkFilters);
    const isStopped = (seen: Seen) => ofTcp.some(filter => refuses(filter, seen))
      || server.tls?.mode !== 'AUTO_PASSTHROUGH' && decide(gateway.model.tcpPolicies, seen).denial !== undefined;
    // Who wrote the list for connections too has said which servers it is about.
    const isAlone = (list: ExtraFilter) => !ofTcp.some(filter => filter.holder.object === list.holder.object);
    const ofHttp = allOf(server.httpFilters);
    return ofHttp.filter(isAboutAllHosts).filter(isAlone).flatMap((list): [ExtraFilter, Open][] => {
      const client = [...Object.values(STRANGERS), ...namedBy(list).addresses].find(one => {
        const seen = seenOn(server, gateway, one);
        return refuses(list, seen) && !isStopped(seen);
      });
      return client === undefined ? [] : [[list, { server, client }]];
    });
  });
  return [...groups(open)].map(([list, found]) => problem(list, found, gateway));
}

function problem(list: ExtraFilter, found: readonly Open[], gateway: GatewayView): Problem {
  const routed = found.filter(({ server }) => isRouted(server, gateway));
  const servers = routed.length > 0 ? routed : found;
  return {
    ...placeOf(list),
    what: `${servers[0].client} is denied on HTTP, but reaches the ${summary(servers.map(({ server }) => server.name))}`
      + `${routed.length > 0 ? '' : ' once a route leads there (none is among the manifests)'}`,
    severity: routed.length > 0 ? undefined : LintSeverity.WARNING,
  };
}

function refuses({ rbac }: ExtraFilter, seen: Seen): boolean {
  return rbac.enforced?.(seen).passes === false;
}

/** What asks for a host is about HTTP, and was meant to be. */
function isAboutAllHosts({ holder }: ExtraFilter): boolean {
  return !/":authority"|"host"/i.test(JSON.stringify(holder.value));
}

/** A connection to the server, and a request that a list would see on it: to no host in particular. */
function seenOn(server: ModelServer, gateway: GatewayView, client: string): Seen {
  const remote = wireAddress(client)!;
  const proxy = gateway.readsProxy || gateway.trustedProxies > 0 ? guardedAddresses(gateway)?.toStrings()[0].replace(/\/.*/, '') : undefined;
  const [name] = server.names;
  return {
    direct: proxy === undefined ? remote : wireAddress(proxy)!,
    remote,
    port: gateway.readsProxy ? server.port : server.listens,
    serverName: name.startsWith('*') ? '' : name,
    headers: new Map([[':authority', 'nobody.invalid'], [':path', '/'], [':method', 'GET'], [':scheme', 'https']]),
  };
}

function isRouted(server: ModelServer, gateway: GatewayView): boolean {
  const isServed = gateway.model.listeners.some(({ chains }) => chains.some(({ servers }) => servers.includes(server.name)));
  return isServed && (server.tls?.mode === 'AUTO_PASSTHROUGH' || gateway.showsRoutes(server));
}
