import { Manifests, Tracer } from '../../src/analysis';
import { modelOf } from '../../src/model/manifest-model';
import { HTTP, LABELS, edge, ifSo, traced } from '../trace/edge';

const HCM = 'envoy.filters.network.http_connection_manager';
const CLIENT = '203.0.113.7';

/** A patch of the HTTP filters of a gateway. */
const patch = (value: any, listener = {}, operation = 'INSERT_FIRST') => ({
  applyTo: 'HTTP_FILTER',
  match: { context: 'GATEWAY', listener: { ...listener, filterChain: { filter: { name: HCM } } } },
  patch: { operation, value },
});
const LUA = { name: 'lua', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua' } };
const NOBODY = { name: 'rbac', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC', 'rules': { action: 'ALLOW' } } };

const UNKNOWN_PODS = 'there is no gateway among the manifests: the pods are assumed to be those that EnvoyFilter edge/filter-0 selects';
const UNKNOWN_SERVERS = 'no Gateway among the manifests has servers for these pods: any host and path counts as routed';
const CHANGES = 'EnvoyFilter edge/filter-0 changes filters in a way that is not interpreted: what happens may differ';

/** Nothing but EnvoyFilters, each with one patch. */
const filtersOnly = (...patches: any[]) => Manifests.fromText(patches.map((one, index) => JSON.stringify({
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: `filter-${index}`, namespace: 'edge' },
  spec: { workloadSelector: { labels: LABELS }, configPatches: [one] },
})).join('\n---\n'));

const PORTS = [undefined, 80, 443, 8080, 8443, 9000];

describe('where no Gateway is among the manifests', () => {
  test.each<[string, any, string]>([
    ['another filter', patch(LUA), CHANGES],
    ['another filter on one port', patch(LUA, { portNumber: 8443 }), CHANGES],
    ['another filter on one listener', patch(LUA, { name: '0.0.0.0_8443' }), CHANGES],
    ['a filter that is removed', patch({}, {}, 'REMOVE'), CHANGES],
    ['an RBAC filter of an unknown kind', patch({ ...NOBODY, typed_config: { ...NOBODY.typed_config, rules: { action: 'X' } } }),
      'EnvoyFilter edge/filter-0 has an RBAC filter that is not interpreted (the action "X"): what happens may differ'],
    ['routes', { applyTo: 'VIRTUAL_HOST', match: {}, patch: { operation: 'MERGE', value: {} } }, 'EnvoyFilter edge/filter-0 changes VIRTUAL_HOST, which is not interpreted: what happens may differ'],
    ['a listener', { applyTo: 'LISTENER', match: { listener: { portNumber: 443 } }, patch: { operation: 'MERGE', value: { transparent: true } } },
      'EnvoyFilter edge/filter-0 changes listeners in a way that is not interpreted: what happens may differ'],
    ['settings of the connection manager', {
      applyTo: 'NETWORK_FILTER', match: { listener: { portNumber: 443, filterChain: { filter: { name: HCM } } } }, patch: { operation: 'MERGE', value: { typed_config: { path_normalization_options: {}, use_remote_address: false } } },
    }, 'EnvoyFilter edge/filter-0 changes the connection manager (path_normalization_options): what happens may differ'],
    ['the filter chain of a server name', { ...patch(NOBODY), match: { listener: { filterChain: { sni: 'www.example.com', filter: { name: HCM } } } } },
      'EnvoyFilter edge/filter-0 is for server name www.example.com only, which may have a filter chain of its own: it is not interpreted'],
  ])('%s is noted in a trace of every port, with TLS and without', (_, one, note) => {
    const tracer = new Tracer(filtersOnly(one));
    for (const port of PORTS) {
      for (const tls of [undefined, true, false]) {
        expect([...tracer.trace({ peer: CLIENT, port, tls }).notes].sort()).toEqual([note, UNKNOWN_SERVERS, UNKNOWN_PODS].sort());
      }
    }
  });

  test('an EnvoyFilter for one port decides on that port only', () => {
    const tracer = new Tracer(filtersOnly(patch(NOBODY, { portNumber: 8443 })));
    const verdicts = (tls: boolean) => PORTS.map(port => ifSo(tracer.trace({ peer: CLIENT, port, tls })));
    const denied = PORTS.map(port => port === 8443 ? 'DENIED' : 'ADMITTED');
    expect([verdicts(true), verdicts(false)]).toEqual([denied, denied]);
  });

  test('also by the port of the Service', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'edge', namespace: 'edge' }, spec: { selector: LABELS, ports: [{ port: 443, targetPort: 8443 }] } };
    const tracer = new Tracer(Manifests.fromText([...filtersOnly(patch(NOBODY, { portNumber: 8443 }))._objects.map(({ json }) => json), service].map(one => JSON.stringify(one)).join('\n---\n')));
    expect([443, 80].map(port => ifSo(tracer.trace({ peer: CLIENT, port })))).toEqual(['DENIED', 'ADMITTED']);
  });
});

test('notes are those of the model, whatever request is traced, and nobody can change them', () => {
  const manifests = edge({ servers: [HTTP], patches: [patch(LUA)] });
  const [workload] = manifests._workloads;
  const model = modelOf(workload, manifests);
  expect(modelOf(workload, manifests)).toBe(model);
  expect(model.notes).toEqual([CHANGES]);
  const trace = traced(manifests);
  trace.notes.push('x');
  manifests.notes.push('x');
  expect([trace.notes, traced(manifests, { path: '/x' }).notes, manifests.notes]).toEqual([[CHANGES], [CHANGES], []]);
});

test('an EnvoyFilter on a port without a server does nothing, and is not noted', () => {
  expect(traced({ servers: [HTTP], patches: [patch(LUA, { portNumber: 9999 })] }).notes).toEqual([]);
});
