import { ExtraFilters, ListenerFilter, Refused, takesProxy } from './envoy-model';
import { FilterChain } from './filter-chain';
import { FilterReader } from './filter-reader';
import { ListenerFilters, listenerFilters, readFilter } from './listener-filters';
import { takenBy } from './newer-objects';
import { inEnvoysSpelling } from '../envoy/message';
import {
  INSERTS, Patch as AnyPatch, Place, addedFilters, fitsChain, fitsListener, isIgnored, isQuic, mergedField, namedFilter, namedPort, namedServer,
  namedSubFilter, patchesOn,
} from '../istio/envoy-filter-patches';
import { HCM } from '../istio/filter-names';
import { list, record } from '../istio/list';
import { ProxyEnvironment, fitsProxy } from '../istio/proxy-match';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { KnownFrom } from '../manifests/known-from';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { proxyConfigs } from '../manifests/proxy-config';

type Patch = AnyPatch<ManifestObject>;

/** Patches that change no decision, and those that count only where a filter fetches them. */
const HARMLESS = ['CLUSTER', 'BOOTSTRAP', 'EXTENSION_CONFIG'];
/** Fields of the connection manager that change no decision. */
const HARMLESS_FIELDS = [
  '@type', 'access_log', 'stat_prefix', 'tracing', 'server_name', 'server_header_transformation', 'common_http_protocol_options',
  'http_protocol_options', 'http2_protocol_options', 'stream_idle_timeout', 'request_timeout', 'drain_timeout', 'generate_request_id',
  'upgrade_configs', 'via', 'add_user_agent', 'delayed_close_timeout', 'max_request_headers_kb', 'preserve_external_request_id',
  'always_set_request_id_in_response',
];
/** Other ways to find the client's address, which Envoy refuses beside use_remote_address. istiod sets that on gateways, and a merge sets nothing to false. */
const DETECTION = 'original_ip_detection_extensions';
/** Of `common_http_protocol_options`: drops headers, or refuses requests. */
const UNDERSCORES = 'headers_with_underscores_action';
const UNDERSTOOD = ['strip_any_host_port', 'xff_num_trusted_hops', 'skip_xff_append', 'merge_slashes', 'use_remote_address', DETECTION];

/** The settings of the connection manager that EnvoyFilters change. */
export interface HttpChanges {
  readonly stripsPort?: boolean;
  readonly trustedHops?: number;
  readonly trustedHopsBy?: Patch;
  readonly skipsXff?: boolean;
  readonly mergesSlashes?: boolean;
  /** Why Envoy refuses the listener, if it does. */
  readonly refused?: Refused;
}

/** The EnvoyFilters that act on a gateway. What is not interpreted is noted. */
export class EnvoyFilters {
  public readonly patches: readonly Patch[];
  private readonly reader: FilterReader;

  public constructor(manifests: Manifests, workload: GatewayWorkload, private readonly note: (text: string) => void) {
    const environment = environmentOf(workload, manifests);
    const acting = patchesOn(manifests._ofKind('networking.istio.io', 'EnvoyFilter'), workload, manifests._mesh.rootNamespace)
      .filter(patch => !isQuic(patch) && fitsProxy(patch, environment) !== false);
    const objects = new Set(takenBy(manifests._istio, [...new Set(acting.map(({ object }) => object))], note));
    const taken = acting.filter(({ object }) => objects.has(object));
    this.patches = taken.filter(patch => !isIgnored(patch));
    for (const { from, applyTo, operation } of taken.filter(isIgnored)) note(`${from} applies ${operation} to ${applyTo}: Istio 1.31 does nothing with it`);
    this.reader = new FilterReader(this.patches);
    for (const { from, match } of this.patches.filter(patch => fitsProxy(patch, environment) === undefined)) {
      note(`${from} is for proxies with ${JSON.stringify(match.proxy)} only: the proxies of this gateway are assumed to match`);
    }
  }

  /** Ports whose listeners patches name. */
  public get ports(): number[] {
    return this.patches.flatMap(patch => namedPort(patch) ?? []);
  }

  /** PROXY filters of all patches, whether their listener is known or not. */
  public get proxyFilters(): ListenerFilter[] {
    return this.patches.flatMap(addedFilters<ManifestObject>).map(readFilter).filter(takesProxy);
  }

  /** Patches that take the port off the Host header, whether their chain is known or not. */
  public get portStrippers(): Patch[] {
    return this.patches.filter(patch => patch.applyTo === 'NETWORK_FILTER' && patch.operation === 'MERGE' && namedFilter(patch) === HCM
      && inEnvoysSpelling(inEnvoysSpelling(patch.value).typed_config).strip_any_host_port === true);
  }

  /** The listener's filters, which begin with istiod's own. */
  public listenerFilters(port: number, own: readonly ListenerFilter[]): ListenerFilters {
    return listenerFilters(own, this.on(port, ['LISTENER', 'LISTENER_FILTER']), this.note);
  }

  /** RBAC filters before the connection manager or the TCP proxy. */
  public networkFilters(port: number, place: Place, note = this.note): ExtraFilters {
    const chain = new FilterChain(place.http ? 'beforeHttp' : 'tcp', note);
    const patches = this.on(port, ['NETWORK_FILTER'], place).filter(({ operation }) => operation !== 'MERGE');
    patches.forEach(patch => this.insert(patch, chain, namedFilter(patch), note));
    return chain.extraFilters;
  }

  /** RBAC filters and fault filters within the connection manager. */
  public httpFilters(port: number, place: Place, note = this.note): ExtraFilters {
    const chain = new FilterChain('http', note);
    const patches = place.http ? this.on(port, ['HTTP_FILTER'], place).filter(patch => [undefined, HCM].includes(namedFilter(patch))) : [];
    patches.forEach(patch => this.insert(patch, chain, namedSubFilter(patch), note));
    return chain.extraFilters;
  }

  /** Settings of the connection manager. */
  public httpChanges(port: number, place: Place): HttpChanges {
    const merged = this.on(port, ['NETWORK_FILTER'], place)
      .filter(patch => place.http && patch.operation === 'MERGE' && namedFilter(patch) === HCM)
      .map(patch => ({ patch, settings: inEnvoysSpelling(inEnvoysSpelling(patch.value).typed_config) }));
    for (const { patch, settings } of merged) {
      const unknown = Object.keys(settings)
        .filter(key => !HARMLESS_FIELDS.includes(key) && !UNDERSTOOD.includes(key) || UNDERSCORES in record(settings[key]));
      if (unknown.length) this.note(`${patch.from} changes the connection manager (${unknown.join(', ')}): what happens may differ`);
    }
    const detecting = merged.find(({ settings }) => list(settings[DETECTION]).length > 0)?.patch;
    const field = (name: string) => mergedField(merged.map(({ settings }) => settings), name);
    return {
      stripsPort: field('strip_any_host_port'),
      trustedHops: field('xff_num_trusted_hops'),
      trustedHopsBy: merged.filter(({ settings }) => settings.xff_num_trusted_hops).at(-1)?.patch,
      skipsXff: field('skip_xff_append'),
      mergesSlashes: field('merge_slashes'),
      refused: detecting && {
        why: `${detecting.from} sets ${DETECTION} beside use_remote_address, which gateways have: Envoy refuses the listener`, by: detecting,
      },
    };
  }

  /** Patches for a server name, whose filter chain is not known where no server is. */
  public noteServerNames(): void {
    for (const { from, match } of this.patches.filter(patch => namedServer(patch) !== undefined)) {
      this.note(`${from} is for server name ${namedServer({ match })} only, which may have a filter chain of its own: it is not interpreted`);
    }
  }

  /** Patches of what is not in the model. */
  public noteOthers(): void {
    const known = ['LISTENER', 'LISTENER_FILTER', 'NETWORK_FILTER', 'HTTP_FILTER', ...HARMLESS];
    for (const { from, applyTo } of this.patches.filter(patch => !known.includes(patch.applyTo))) {
      this.note(`${from} changes ${applyTo}, which is not interpreted: what happens may differ`);
    }
  }

  private insert(patch: Patch, chain: FilterChain, neighbour: string | undefined, note: (text: string) => void): void {
    const { from, operation } = patch;
    if (!INSERTS.includes(operation)) return note(`${from} changes filters in a way that is not interpreted: what happens may differ`);
    chain.insert(patch, neighbour, () => this.reader.read(patch));
  }

  private on(port: number, applyTo: readonly string[], place?: Place): readonly Patch[] {
    return this.patches.filter(patch => applyTo.includes(patch.applyTo) && fitsListener(patch, port) && (!place || fitsChain(patch, place)));
  }
}

/** The environment of pods that are among the manifests is complete. */
function environmentOf({ pods, knownFrom, proxyVersion }: GatewayWorkload, { _istio: istio }: Manifests): ProxyEnvironment {
  const [annotation] = proxyConfigs(pods);
  return {
    values: { ...record(record(annotation.json).proxyMetadata), ...pods.env },
    isComplete: knownFrom === KnownFrom.PODS,
    versions: proxyVersion === undefined ? istio.versions : [proxyVersion],
  };
}
