import { ChainTls, ExtraFilter, ProxyFilter } from './plan';
import { readRbac, snakeCase } from '../envoy/rbac';
import { list } from '../istio/list';
import { attaches } from '../istio/policy-attachment';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { ManifestObject, byAge, nameOf } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';

const PROXY = 'envoy.filters.listener.proxy_protocol';
const HCM = 'envoy.filters.network.http_connection_manager';
const TCP_PROXY = 'envoy.filters.network.tcp_proxy';
const RBAC = /envoy\.extensions\.filters\.(http|network)\.rbac\.v3\.RBAC$/;

/** Patches that change nothing that a trace says. */
const HARMLESS = ['CLUSTER', 'BOOTSTRAP'];
/** Fields of the connection manager that change nothing that a trace says. */
const HARMLESS_FIELDS = ['@type', 'access_log', 'stat_prefix', 'tracing', 'server_name', 'server_header_transformation', 'common_http_protocol_options',
  'http_protocol_options', 'http2_protocol_options', 'stream_idle_timeout', 'request_timeout', 'drain_timeout', 'generate_request_id', 'upgrade_configs',
  'via', 'add_user_agent', 'delayed_close_timeout', 'max_request_headers_kb', 'preserve_external_request_id', 'always_set_request_id_in_response'];

/** What EnvoyFilters change in the connection manager. */
export interface HttpChanges {
  readonly stripsPort?: boolean;
  readonly trustedHops?: number;
  readonly skipsXff?: boolean;
  readonly mergesSlashes?: boolean;
}

interface Patch {
  readonly from: string;
  readonly applyTo: string;
  readonly match: any;
  readonly operation: string;
  readonly value: any;
}

/** The chain that a patch may be for. */
interface Place {
  readonly http: boolean;
  readonly names: readonly string[];
  readonly tls: ChainTls;
}

/** The EnvoyFilters that act on a gateway, as far as they are understood; what is not is noted. */
export class EnvoyFilters {
  private readonly patches: readonly Patch[];

  public constructor(manifests: Manifests, workload: GatewayWorkload, private readonly note: (text: string) => void) {
    const { rootNamespace } = manifests._mesh;
    this.patches = manifests._ofKind('networking.istio.io', 'EnvoyFilter')
      .filter(filter => attaches(filter, workload, rootNamespace))
      .sort((a, b) => (a.spec.priority ?? 0) - (b.spec.priority ?? 0) || rank(a, rootNamespace) - rank(b, rootNamespace) || byAge(a, b))
      .flatMap(patchesOf);
  }

  /** Filters that take PROXY headers off, in order, or why Envoy opens no listener at all. */
  public proxyFilters(port: number, ofTopology: readonly ProxyFilter[]): { filters: readonly ProxyFilter[]; refused?: string } {
    let filters = [...ofTopology];
    let refused: string | undefined;
    for (const { from, operation, value, applyTo, match } of this.on(port, ['LISTENER', 'LISTENER_FILTER'])) {
      const inserted = applyTo === 'LISTENER' ? (value?.listener_filters ?? value?.listenerFilters ?? []) : [value];
      if (applyTo === 'LISTENER' && operation !== 'MERGE' || Object.keys(value ?? {}).some(key => applyTo === 'LISTENER' && !/^listener_?filters$/i.test(key))) {
        this.note(`${from} changes listeners in a way that is not interpreted: what happens may differ`);
      }
      if (operation === 'REMOVE' && applyTo === 'LISTENER_FILTER') {
        if (match?.listener?.listenerFilter === PROXY) filters = [];
        continue;
      }
      for (const filter of inserted) {
        const config = filter?.typed_config ?? filter?.typedConfig;
        if (filter?.name !== undefined && config === undefined) {
          refused = `${from} names the filter ${filter.name} without typed_config: Envoy refuses every listener that has it`;
        } else if (/proxy_protocol\.v3\.ProxyProtocol$/.test(config?.['@type'] ?? '')) {
          const optional = Boolean(config.allow_requests_without_proxy_protocol ?? config.allowRequestsWithoutProxyProtocol);
          const first = operation === 'INSERT_FIRST' || operation === 'INSERT_BEFORE';
          filters = first ? [{ optional, from }, ...filters] : [...filters, { optional, from }];
        } else if (!/tls_inspector\.v3\.TlsInspector$/.test(config?.['@type'] ?? '')) {
          this.note(`${from} adds a listener filter that is not interpreted: what happens may differ`);
        }
      }
    }
    return { filters, refused };
  }

  /** RBAC filters in front of the connection manager or the TCP proxy. */
  public networkFilters(port: number, place: Place): ExtraFilter[] {
    return this.on(port, ['NETWORK_FILTER'], place)
      .filter(({ operation }) => operation !== 'MERGE')
      .filter(({ match }) => fitsNetworkFilter(match, place.http))
      .flatMap(patch => this.rbac(patch));
  }

  /** RBAC filters within the connection manager. */
  public httpFilters(port: number, place: Place): ExtraFilter[] {
    return place.http ? this.on(port, ['HTTP_FILTER'], place).flatMap(patch => this.rbac(patch)) : [];
  }

  /** Settings of the connection manager. */
  public httpChanges(port: number, place: Place): HttpChanges {
    const merged = this.on(port, ['NETWORK_FILTER'], place)
      .filter(({ operation, match }) => place.http && operation === 'MERGE' && match?.listener?.filterChain?.filter?.name === HCM)
      .map(({ from, value }) => ({ from, settings: spelled(value?.typed_config ?? value?.typedConfig ?? {}) }));
    for (const { from, settings } of merged) {
      const unknown = Object.keys(settings).filter(key => !HARMLESS_FIELDS.includes(key) && !UNDERSTOOD.includes(key));
      if (unknown.length) this.note(`${from} changes the connection manager (${unknown.join(', ')}): what happens may differ`);
    }
    // Merging sets nothing to zero or false.
    const last = (key: string) => merged.map(({ settings }) => settings[key]).filter(Boolean).at(-1);
    return {
      stripsPort: last('strip_any_host_port'), trustedHops: last('xff_num_trusted_hops'), skipsXff: last('skip_xff_append'), mergesSlashes: last('merge_slashes'),
    };
  }

  /** Patches of things that are not traced. */
  public noteOthers(): void {
    const known = ['LISTENER', 'LISTENER_FILTER', 'NETWORK_FILTER', 'HTTP_FILTER', ...HARMLESS];
    for (const { from, applyTo } of this.patches.filter(patch => !known.includes(patch.applyTo))) {
      this.note(`${from} changes ${applyTo}, which is not interpreted: what happens may differ`);
    }
  }

  private rbac(patch: Patch): ExtraFilter[] {
    const { from, operation, value } = patch;
    const config = value?.typed_config ?? value?.typedConfig;
    if (operation === 'REMOVE' || operation === 'REPLACE' || operation === 'MERGE' || !RBAC.test(config?.['@type'] ?? '')) {
      this.note(`${from} changes filters in a way that is not interpreted: what happens may differ`);
      return [];
    }
    const rules = config.rules && !config.matcher ? readRbac(config.rules) : undefined;
    if (!rules) this.note(`${from} has an RBAC filter that is not interpreted: what happens may differ`);
    return rules ? [{ from, rules }] : [];
  }

  private on(port: number, applyTo: readonly string[], place?: Place): readonly Patch[] {
    return this.patches.filter(patch => applyTo.includes(patch.applyTo) && fitsListener(patch.match?.listener, port)
      && (!place || fitsChain(patch.match, place)));
  }
}

const UNDERSTOOD = ['strip_any_host_port', 'xff_num_trusted_hops', 'skip_xff_append', 'merge_slashes'];

function rank({ namespace }: ManifestObject, rootNamespace: string): number {
  return namespace === rootNamespace ? 0 : 1;
}

function patchesOf(filter: ManifestObject): Patch[] {
  return list(filter.spec.configPatches)
    .filter(({ match }: any) => [undefined, 'ANY', 'GATEWAY'].includes(match?.context))
    .map(({ applyTo, match, patch }: any) => ({ from: nameOf(filter), applyTo, match, operation: patch?.operation, value: patch?.value }));
}

function fitsListener(listener: any, port: number): boolean {
  const named = listener?.name;
  return [undefined, 0, port].includes(listener?.portNumber) && (named === undefined || named === `0.0.0.0_${port}`);
}

function fitsChain(match: any, { names, tls }: Place): boolean {
  const chain = match?.listener?.filterChain;
  const transport = chain?.transportProtocol;
  return (chain?.sni === undefined || names.includes(chain.sni)) && (transport === undefined || (transport === 'tls') === (tls !== ChainTls.NONE));
}

/** A filter is inserted beside the one that is named, where that one is. */
function fitsNetworkFilter(match: any, http: boolean): boolean {
  const name = match?.listener?.filterChain?.filter?.name;
  return name === undefined || name === (http ? HCM : TCP_PROXY);
}

function spelled(settings: any): any {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key === '@type' ? key : snakeCase(key), value]));
}
