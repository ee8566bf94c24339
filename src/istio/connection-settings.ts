import { record } from './list';
import { EscapedSlashes } from '../envoy/canonical-path';

/** A set of defaults for `connectionSettings`. */
export enum ConnectionProfile {
  /** Istio's behaviour without any settings. */
  SIDECAR = 'SIDECAR',
  /**
   * What Envoy recommends at the edge: slashes are merged, paths with escaped slashes redirected, requests whose header names have an underscore
   * refused; idle connections end after an hour, streams and requests after 5 minutes.
   */
  EDGE = 'EDGE',
}

/** What becomes of headers whose names have an underscore. */
export enum HeadersWithUnderscores {
  /** They are headers like all others. */
  ALLOW = 'HEADERS_WITH_UNDERSCORES_ALLOW',
  /** The request is answered with 400. */
  REJECT_REQUEST = 'HEADERS_WITH_UNDERSCORES_REJECT_REQUEST',
  /** The header is removed before anything reads it. */
  DROP_HEADER = 'HEADERS_WITH_UNDERSCORES_DROP_HEADER',
}

/** What of `connectionSettings` decides about the requests of a gateway, with the defaults of its profile. */
export interface RequestSettings {
  /** Undefined: as the mesh's path normalization has it. */
  readonly mergesSlashes?: boolean;
  /** Undefined: as the mesh's path normalization has it. */
  readonly escapedSlashes?: EscapedSlashes;
  readonly headersWithUnderscores: HeadersWithUnderscores;
}

/**
 * The defaults of EDGE that decide about requests.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/networking/core/connection_settings.go applyEdgeProfileDefaults
 */
const EDGE: Required<RequestSettings> = {
  mergesSlashes: true,
  escapedSlashes: EscapedSlashes.UNESCAPE_AND_REDIRECT,
  headersWithUnderscores: HeadersWithUnderscores.REJECT_REQUEST,
};

/** Fields of `connectionSettings`, each in both spellings that Istio reads. */
const FIELDS = {
  profile: 'profile',
  httpMergeSlashes: 'http_merge_slashes',
  httpPathWithEscapedSlashesAction: 'http_path_with_escaped_slashes_action',
  httpHeadersWithUnderscoresAction: 'http_headers_with_underscores_action',
  httpIdleTimeout: 'http_idle_timeout',
  httpMaxConnectionDuration: 'http_max_connection_duration',
  httpDrainTimeout: 'http_drain_timeout',
  httpRequestTimeout: 'http_request_timeout',
  httpRequestHeadersTimeout: 'http_request_headers_timeout',
  httpStreamIdleTimeout: 'http_stream_idle_timeout',
  httpMaxStreamDuration: 'http_max_stream_duration',
  httpMaxConcurrentStreams: 'http_max_concurrent_streams',
  http2InitialStreamWindowSize: 'http2_initial_stream_window_size',
  http2InitialConnectionWindowSize: 'http2_initial_connection_window_size',
  listenerPerConnectionBufferLimitBytes: 'listener_per_connection_buffer_limit_bytes',
  clusterPerConnectionBufferLimitBytes: 'cluster_per_connection_buffer_limit_bytes',
  listenerConnectionLimit: 'listener_connection_limit',
  globalDownstreamConnectionLimit: 'global_downstream_connection_limit',
} as const;

/** The values of an enumeration by their numbers, which Istio reads too; the first of an action says nothing. */
const ENUMS = {
  profile: Object.values(ConnectionProfile),
  httpPathWithEscapedSlashesAction: ['PATH_WITH_ESCAPED_SLASHES_UNSPECIFIED', ...Object.values(EscapedSlashes)],
  httpHeadersWithUnderscoresAction: ['HEADERS_WITH_UNDERSCORES_UNSPECIFIED', ...Object.values(HeadersWithUnderscores)],
} as const;

/** The least that Istio accepts of each number. */
const LEAST = {
  httpMaxConcurrentStreams: 1,
  http2InitialStreamWindowSize: 65535,
  http2InitialConnectionWindowSize: 65535,
  listenerPerConnectionBufferLimitBytes: 0,
  clusterPerConnectionBufferLimitBytes: 0,
  listenerConnectionLimit: 1,
  globalDownstreamConnectionLimit: 1,
} as const;
const MOST = 2 ** 31 - 1;

const DURATIONS = [
  'httpIdleTimeout', 'httpMaxConnectionDuration', 'httpDrainTimeout', 'httpRequestTimeout', 'httpRequestHeadersTimeout', 'httpStreamIdleTimeout', 'httpMaxStreamDuration',
] as const;

/** `connectionSettings` as it is written in a proxy configuration, in either spelling. */
export function writtenConnectionSettings(proxyConfig: any): any {
  return record(proxyConfig).connectionSettings ?? record(proxyConfig).connection_settings;
}

/**
 * The settings of a proxy configuration, or undefined where it has none. Those in an annotation replace the mesh's; they are never merged.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pkg/config/mesh/mesh.go MergeProxyConfig
 */
export function readConnectionSettings(proxyConfig: any, remark: (text: string) => void): RequestSettings | undefined {
  const given = writtenConnectionSettings(proxyConfig);
  if (given === undefined || given === null) return undefined;
  const mistakes = connectionSettingsMistakes(given);
  mistakes.forEach(({ what, effect }) => remark(`${what}: ${effect}`));
  const merges = valueOf(given, 'httpMergeSlashes');
  const own = {
    mergesSlashes: typeof merges === 'boolean' ? merges : undefined,
    escapedSlashes: Object.values(EscapedSlashes).find(action => action === named(given, 'httpPathWithEscapedSlashesAction')),
    headersWithUnderscores: Object.values(HeadersWithUnderscores).find(action => action === named(given, 'httpHeadersWithUnderscoresAction')),
  };
  const edge = named(given, 'profile') === ConnectionProfile.EDGE ? EDGE : undefined;
  return {
    mergesSlashes: own.mergesSlashes ?? edge?.mergesSlashes,
    escapedSlashes: own.escapedSlashes ?? edge?.escapedSlashes,
    headersWithUnderscores: own.headersWithUnderscores ?? edge?.headersWithUnderscores ?? HeadersWithUnderscores.ALLOW,
  };
}

/** What Istio does not accept in `connectionSettings`, or ignores. */
export interface SettingsMistake {
  readonly what: string;
  readonly effect: string;
  readonly instead: string;
}

/**
 * What Istio reads from JSON, and then accepts.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pkg/config/validation/agent/validation.go validateConnectionSettings
 */
export function connectionSettingsMistakes(settings: any): SettingsMistake[] {
  const effect = 'Istio refuses the configuration';
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    return [{ what: `connectionSettings is ${JSON.stringify(settings)}`, effect, instead: 'write a map, such as { profile: EDGE }' }];
  }
  const known = Object.entries(FIELDS).flat();
  const unknown = Object.keys(settings).filter(key => !known.includes(key))
    .map(key => ({ what: `connectionSettings has no field "${key}"`, effect: 'Istio silently ignores it', instead: `write one of ${Object.keys(FIELDS).join(', ')}` }));
  const mistake = (field: keyof typeof FIELDS, isRight: (value: unknown) => boolean, instead: string): SettingsMistake[] => {
    const value = valueOf(settings, field);
    if (value === undefined || value === null || isRight(value)) return [];
    return [{ what: `connectionSettings.${field} is ${JSON.stringify(value) ?? String(value)}`, effect, instead }];
  };
  return [
    ...unknown,
    ...keys(ENUMS).flatMap(field => (
      mistake(field, () => named(settings, field) !== undefined, `write one of ${ENUMS[field].filter(one => !/_UNSPECIFIED$/.test(one)).join(', ')}`))),
    ...mistake('httpMergeSlashes', value => typeof value === 'boolean', 'write true or false'),
    ...keys(LEAST).flatMap(field => (
      mistake(field, value => isInt32(value) && Number(value) >= LEAST[field], `write a whole number from ${LEAST[field]} to ${MOST}, or leave it out`))),
    ...DURATIONS.flatMap(field => mistake(field, value => /^\d{1,11}(\.\d{1,9})?s$/.test(String(value)), 'write seconds, such as 300s')),
  ];
}

function keys<T extends object>(table: T): (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}

/** As protojson reads it: text is a number, too. */
function isInt32(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string' && /^-?\d+$/.test(value)) && Number.isInteger(Number(value)) && Math.abs(Number(value)) <= MOST;
}

function valueOf(settings: any, field: keyof typeof FIELDS): unknown {
  const { [field]: value, [FIELDS[field]]: spelled } = record(settings);
  return value ?? spelled;
}

function named(settings: any, field: keyof typeof ENUMS): string | undefined {
  const values: readonly string[] = ENUMS[field];
  const value = valueOf(settings, field);
  return typeof value === 'number' ? values[value] : values.find(one => one === value);
}
