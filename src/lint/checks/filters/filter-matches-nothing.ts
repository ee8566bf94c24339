import {
  Patch, actsOnGateways, fitsChain, fitsListener, namedFilter, namedListenerFilter, namedPort, namedServer, namedSubFilter, patchesOf,
} from '../../../istio/envoy-filter-patches';
import { HCM, PROXY_PROTOCOL, TCP_PROXY, TLS_INSPECTOR } from '../../../istio/filter-names';
import { record } from '../../../istio/list';
import { attaches, selectorOf, selects, selectsAll, targetRefsOf } from '../../../istio/policy-attachment';
import { isForSomeVersion } from '../../../istio/proxy-match';
import { KnownFrom } from '../../../manifests/known-from';
import { ManifestObject, texts } from '../../../manifests/manifest-object';
import { ChainTls } from '../../../model/envoy-model';
import { OWN } from '../../../model/filter-chain';
import { addedNames, addressPart } from '../../address-patches';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

type OfObject = Patch<ManifestObject>;

export const FILTER_MATCHES_NOTHING = check('filter-matches-nothing', scene => {
  const all = scene.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf<ManifestObject>);
  return all.flatMap(patch => find(patch, all, scene));
});

function find(patch: OfObject, all: readonly OfObject[], scene: Scene): Problem[] {
  const part = addressPart(patch);
  // A filter may say the same to proxies of several versions, or to gateways and sidecars.
  const isAlone = !all.some(other => other !== patch && other.object === patch.object && addressPart(other) === part);
  if (part === undefined) return [];
  const isForGateways = actsOnGateways(patch) && isForSomeVersion(patch);
  const miss = isForGateways ? missOf(patch, all, scene) : forOthers(patch, isAlone, scene);
  return miss === undefined ? [] : [{
    object: patch.object,
    path: miss.path[0] === 'spec' || miss.path[0] === 'metadata' ? miss.path : ['spec', 'configPatches', patch.index, 'match', ...miss.path],
    what: `${part} reaches no gateway: ${miss.why}`,
    instead: miss.instead,
    severity: miss.isCertain ? undefined : LintSeverity.WARNING,
  }];
}

/** Why a patch finds nothing, and where that is written. */
interface Miss {
  readonly why: string;
  readonly path: readonly string[];
  readonly instead?: string;
  readonly isCertain?: boolean;
}

function missOf(patch: OfObject, all: readonly OfObject[], scene: Scene): Miss | undefined {
  const name = unknownName(patch, scene);
  if (name) return name;
  const { object } = patch;
  const { rootNamespace } = scene.manifests._mesh;
  const acting = scene.gateways.filter(({ workload }) => attaches(object, workload, rootNamespace));
  if (acting.length === 0) return unselected(object, scene);
  const misses = acting.map(gateway => missOn(patch, gateway));
  if (misses.some(miss => miss === undefined)) return undefined;
  const same = all.filter(other => isSameForOthers(other, patch));
  return acting.some(gateway => same.some(other => !missOn(other, gateway))) ? undefined : misses[0];
}

/** Whether the same filter says the same for other listeners, of which a gateway may have some. */
function isSameForOthers(other: OfObject, patch: OfObject): boolean {
  return other !== patch && other.object === patch.object && actsOnGateways(other) && isForSomeVersion(other)
    && JSON.stringify(other.value) === JSON.stringify(patch.value);
}

/** One that selects a gateway's pods by name, and is for other proxies than theirs. */
function forOthers(patch: OfObject, isAlone: boolean, { gateways, manifests }: Scene): Miss | undefined {
  const { object, match } = patch;
  const gateway = gateways.find(({ workload }) => attaches(object, workload, manifests._mesh.rootNamespace));
  if (!gateway || !isAlone || selectsAll(object)) return undefined;
  if (!isForSomeVersion(patch)) {
    return { why: `no proxy since Istio 1.22 has a version like ${match.proxy.proxyVersion}`, path: ['proxy', 'proxyVersion'], instead: 'leave proxyVersion out' };
  }
  return {
    why: `its context is ${match.context}, and ${gateway.id} is a gateway`, path: ['context'], instead: 'write context: GATEWAY',
  };
}

/** Names of Envoy's filters of old, which nothing in a gateway has any more. */
const RENAMED: { readonly [name: string]: string } = {
  'envoy.http_connection_manager': HCM,
  'envoy.tcp_proxy': TCP_PROXY,
  'envoy.router': 'envoy.filters.http.router',
  'envoy.cors': 'envoy.filters.http.cors',
  'envoy.fault': 'envoy.filters.http.fault',
  'envoy.listener.tls_inspector': TLS_INSPECTOR,
  'envoy.listener.proxy_protocol': PROXY_PROTOCOL,
};

/** Names are compared letter by letter. */
function unknownName(patch: OfObject, scene: Scene): Miss | undefined {
  const filter = ['listener', 'filterChain', 'filter'];
  const names: [string | undefined, readonly string[]][] = [
    [namedFilter(patch), [...filter, 'name']], [namedSubFilter(patch), [...filter, 'subFilter', 'name']], [namedListenerFilter(patch), ['listener', 'listenerFilter']],
  ];
  const [found] = names.filter(([name]) => name !== undefined && name in RENAMED && !addedNames(scene.patches).includes(name));
  return found && {
    why: `it looks for the filter ${found[0]}, and istiod calls it ${RENAMED[found[0]!]}`, path: found[1], instead: `write ${RENAMED[found[0]!]}`, isCertain: true,
  };
}

/** No pods of a gateway: those that it selects are in another namespace, or have other labels. */
function unselected(object: ManifestObject, scene: Scene): Miss | undefined {
  const labels = texts(selectorOf(object));
  const { _pods: pods, _mesh: { rootNamespace } } = scene.manifests;
  const isApplication = pods.some(one => attaches(object, { namespace: one.object.namespace, labels: texts(one.labels) }, rootNamespace));
  if (isApplication || targetRefsOf(object).length > 0) return undefined;
  const known = scene.gateways.filter(({ workload }) => [KnownFrom.PODS, KnownFrom.INSTALLED].includes(workload.knownFrom));
  const elsewhere = scene.gateways
    .find(({ isSure, workload }) => isSure && workload.namespace !== object.namespace && selects(labels, workload.labels));
  const here = known.find(({ workload }) => workload.namespace === object.namespace);
  if (elsewhere) {
    return {
      why: `it lies in namespace ${object.namespace}, and the pods ${Object.keys(labels).length > 0 ? 'with its labels ' : ''}are those of gateway ${elsewhere.id}`,
      path: ['metadata', 'namespace'],
      instead: `write namespace: ${elsewhere.workload.namespace}`,
    };
  }
  return here && {
    why: `no pod has ${JSON.stringify(labels)}; those of gateway ${here.id} have ${JSON.stringify(here.workload.labels)}`,
    path: ['spec', 'workloadSelector', 'labels'],
    instead: 'write labels that the pods have',
  };
}

/** Why it finds nothing on a gateway whose listeners are known. */
function missOn(patch: OfObject, gateway: GatewayView): Miss | undefined {
  const { id, model } = gateway;
  const { listeners } = model;
  if (listeners.length === 0 || listeners.some(({ assumed }) => assumed !== undefined)) return undefined;
  const open = listeners.map(({ port }) => port);
  const fitting = listeners.filter(({ port }) => fitsListener(patch, port));
  if (fitting.length === 0) {
    const named = namedPort(patch);
    const meant = named === undefined ? undefined : open.find(port => gateway.servicePorts(port).includes(named));
    return {
      why: named === undefined ? `no listener of gateway ${id} is called ${record(patch.match.listener).name} (they are ${open.map(port => `0.0.0.0_${port}`).join(', ')})`
        : `gateway ${id} listens on ${open.join(', ')}, and not on ${named}${meant === undefined ? '' : `, which is a port of the Service that leads to ${meant}`}`,
      path: ['listener', named === undefined || record(patch.match.listener).name !== undefined ? 'name' : 'portNumber'],
      instead: meant === undefined ? undefined : `write portNumber: ${meant}, the port of the pod`,
    };
  }
  if (patch.applyTo === 'LISTENER') return undefined;
  if (patch.applyTo === 'LISTENER_FILTER') {
    const neighbour = patch.operation === 'INSERT_FIRST' || patch.operation === 'ADD' ? undefined : namedListenerFilter(patch);
    return neighbour === undefined || fitting.some(({ filters }) => filters.some(filter => filter.name === neighbour)) ? undefined
      : { why: `the listeners of gateway ${id} have no filter ${neighbour}`, path: ['listener', 'listenerFilter'], instead: 'write INSERT_FIRST, without a neighbour' };
  }
  const chains = fitting.flatMap(listener => listener.chains)
    .filter(({ http, names, tls }) => fitsChain(patch, { http: http !== undefined, names, terminatesTls: tls === ChainTls.TERMINATED }));
  if (chains.length === 0) {
    const sni = namedServer(patch);
    return {
      why: sni === undefined ? `no filter chain of gateway ${id} is as match.listener.filterChain says` : `no server of gateway ${id} has the server name ${sni}`,
      path: ['listener', 'filterChain'],
    };
  }
  const holder = patch.applyTo === 'HTTP_FILTER' ? namedFilter(patch) : undefined;
  if (holder !== undefined && holder !== HCM) {
    return { why: `filters of HTTP are in ${HCM}, and not in ${holder}`, path: ['listener', 'filterChain', 'filter', 'name'], instead: `write ${HCM}` };
  }
  const beside = patch.applyTo === 'HTTP_FILTER' ? namedSubFilter(patch) : namedFilter(patch);
  const isPlaced = patch.operation !== 'INSERT_FIRST' && patch.operation !== 'ADD' && beside !== undefined;
  const present = chains.flatMap(({ http }) => patch.applyTo === 'HTTP_FILTER' ? http ? OWN.http : [] : http ? OWN.beforeHttp : OWN.tcp);
  const isThere = present.includes(beside!) || addedNames(model.patches).includes(beside!) || mayAdd(beside!, gateway);
  return !isPlaced || isThere ? undefined : {
    why: `its filter chains have no filter ${beside}`,
    path: ['listener', 'filterChain', 'filter'],
  };
}

/**
 * What istiod adds for a WasmPlugin or a TrafficExtension, for persistent sessions or for a protocol.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/networking/core/listener_builder.go buildHTTPConnectionManager
 */
function mayAdd(name: string, { servers }: GatewayView): boolean {
  return /^exten(s|st)ions\.istio\.io\//.test(name) || name === 'envoy.filters.http.stateful_session'
    || name === 'envoy.filters.http.grpc_web' && servers.some(({ protocol }) => protocol === 'grpc-web');
}
