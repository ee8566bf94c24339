import { wireAddress } from '../../../envoy/wire-address';
import { ExtraFilter, ModelServer, allOf } from '../../../model/envoy-model';
import { check } from '../../check';
import { FilteredServer, filteredServers, onePerFilter, placeOf } from '../../filtered-server';
import { Problem } from '../../problem';

export const AUTO_PASSTHROUGH = check('auto-passthrough', scene => scene.gateways.flatMap(gateway => {
  const server = gateway.servers.find(({ tls }) => tls?.mode === 'AUTO_PASSTHROUGH');
  if (!server) return [];
  const what = `it has no effect on the ${server.name}, through which a client that names outbound_.80_._.<service> in the handshake reaches any service of the mesh `
    + 'whose pods have sidecars';
  const policies = gateway.enforced.filter(({ isList }) => isList).map(({ object }): Problem => ({ object, path: ['spec'], what }));
  const filters = filteredServers(scene).filter(one => one.gateway === gateway).flatMap(one => passed(one, server));
  return [...policies, ...onePerFilter(filters.map(filter => ({ ...placeOf(filter), what })))];
}));

/** Filters that refuse somebody on their server whom no filter refuses on this one. */
function passed(filtered: FilteredServer, server: ModelServer): ExtraFilter[] {
  const filters = allOf(server.networkFilters);
  const isStopped = (client: string) => {
    const address = wireAddress(client)!;
    return filters.some(({ rbac }) => rbac.enforced?.({ direct: address, remote: address, port: server.listens, serverName: '' }).passes === false);
  };
  const requests = ['', ...filtered.hosts].flatMap(host => ['/', ...filtered.paths].map(path => ({ host, path })));
  const clients = filtered.clients.filter(client => !isStopped(client));
  return clients.flatMap(client => requests.flatMap(({ host, path }) => filtered.refusing(client, host, path) ?? []));
}
