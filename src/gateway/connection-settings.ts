import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { EscapedSlashes } from '../envoy/canonical-path';
import { Fault } from '../fault';
import { ConnectionProfile, HeadersWithUnderscores, connectionSettingsMistakes } from '../istio/connection-settings';

/**
 * Istio's `connectionSettings`: what the gateway does with connections and requests before it routes them. Fields have Istio's names.
 *
 * They replace the mesh's (`meshConfig.defaultConfig.connectionSettings`) as a whole: what is left out here has the profile's default. What Istio 1.31
 * reads but does not apply yet is not among them.
 *
 * @see https://github.com/istio/api/blob/v1.32.0/mesh/v1alpha1/proxy.proto
 */
export interface ConnectionSettings {
  /**
   * The defaults of the fields that are left out.
   * @default ConnectionProfile.SIDECAR
   */
  readonly profile?: ConnectionProfile;
  /**
   * Whether adjacent slashes in paths become one.
   * @default - true with EDGE, otherwise as the mesh's path normalization has it
   */
  readonly httpMergeSlashes?: boolean;
  /**
   * What becomes of paths with `%2f` or `%5c`.
   * @default - UNESCAPE_AND_REDIRECT with EDGE, otherwise as the mesh's path normalization has it
   */
  readonly httpPathWithEscapedSlashesAction?: EscapedSlashes;
  /**
   * What becomes of headers whose names have an underscore.
   * @default - REJECT_REQUEST with EDGE, otherwise ALLOW
   */
  readonly httpHeadersWithUnderscoresAction?: HeadersWithUnderscores;
  /**
   * How long a connection may be without a request.
   * @default - 1 hour
   */
  readonly httpIdleTimeout?: Duration;
  /**
   * How long a connection may live; then it is drained.
   * @default - without limit
   */
  readonly httpMaxConnectionDuration?: Duration;
  /**
   * How long a connection is drained before it is closed.
   * @default - 5 seconds
   */
  readonly httpDrainTimeout?: Duration;
  /**
   * How long a whole request may take to arrive.
   * @default - 5 minutes with EDGE, otherwise without limit
   */
  readonly httpRequestTimeout?: Duration;
  /**
   * How long the headers of a request may take to arrive.
   * @default - 1 minute with EDGE, otherwise without limit
   */
  readonly httpRequestHeadersTimeout?: Duration;
  /**
   * How long a request may be without activity: WebSockets and long polls, too.
   * @default - 5 minutes with EDGE, otherwise without limit
   */
  readonly httpStreamIdleTimeout?: Duration;
  /**
   * How long a request with its answer may take.
   * @default - without limit
   */
  readonly httpMaxStreamDuration?: Duration;
  /**
   * Requests at a time on one HTTP/2 connection.
   * @default - 100 with EDGE, otherwise Envoy's
   */
  readonly httpMaxConcurrentStreams?: number;
  /**
   * Initial window of a request on HTTP/2, in bytes, at least 65535.
   * @default - 65536 with EDGE, otherwise Envoy's
   */
  readonly http2InitialStreamWindowSize?: number;
  /**
   * Initial window of an HTTP/2 connection, in bytes, at least 65535.
   * @default - 1048576 with EDGE, otherwise Envoy's
   */
  readonly http2InitialConnectionWindowSize?: number;
  /**
   * Soft limit of what is buffered of a connection, in bytes.
   * @default - 32768 with EDGE, otherwise Envoy's
   */
  readonly listenerPerConnectionBufferLimitBytes?: number;
}

/** Throws what Istio refuses, or ignores: a pod with such an annotation may not start. */
export function assertSettings(at: IConstruct, settings: ConnectionSettings): void {
  for (const { what, effect, instead } of connectionSettingsMistakes(writeSettings(settings))) {
    throw new Fault('connection-settings', { what, why: `${effect}: the gateway does not start, or does not do what is written`, instead }, at);
  }
}

/** The field of a proxy configuration. */
export function writeSettings(settings: ConnectionSettings): { [name: string]: any } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, value instanceof Duration ? `${value.toMilliseconds() / 1000}s` : value]));
}
