/** A request line as Envoy's HTTP/1 codec understands it. */
export interface RequestLine {
  readonly path: string;
  /** The host of an absolute URL, which takes precedence over the Host header. */
  readonly host?: string;
}

/** The methods that Envoy's HTTP/1 codec accepts; HTTP/2 accepts any token. */
const METHODS = [
  'ACL', 'BIND', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LINK', 'LOCK', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE',
  'MSEARCH', 'NOTIFY', 'OPTIONS', 'PATCH', 'POST', 'PROPFIND', 'PROPPATCH', 'PURGE', 'PUT', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE',
  'SUBSCRIBE', 'TRACE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE',
];

export function isMethod(method: string, http2: boolean): boolean {
  return http2 ? /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method) : METHODS.includes(method);
}

/**
 * The target as the codec reads it; undefined for what it refuses: HTTP/1 needs ASCII without blanks.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/common/http/http1/balsa_parser.cc isUrlValid
 */
export function readTarget(target: string, http2: boolean): RequestLine | undefined {
  if (http2) return { path: target };
  if (!/^[\t\f!-~]+$/.test(target) || target === '*') return undefined;
  if (/^[/*]/.test(target)) return { path: target };
  const [, host, path] = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?]*)(.*)$/.exec(target) ?? [];
  return host ? { host, path: path || '/' } : undefined;
}
