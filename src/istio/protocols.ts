/** Protocols of plain HTTP, as a Gateway's servers may name them. istiod reads them in any case. */
const PLAIN_HTTP = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];

/** Whether a server's protocol is HTTP without TLS. */
export function isPlainHttp(protocol: unknown): boolean {
  return PLAIN_HTTP.includes(String(protocol).toLowerCase());
}

/** Whether it is HTTP, in TLS or not. */
export function isHttpProtocol(protocol: unknown): boolean {
  return isPlainHttp(protocol) || String(protocol).toLowerCase() === 'https';
}

/** Whether a server of a Gateway reads HTTP: plain, or in TLS that it terminates. */
export function readsHttp({ port, tls }: { readonly port?: { readonly protocol?: unknown }; readonly tls?: { readonly mode?: unknown } }): boolean {
  return isPlainHttp(port?.protocol) || isHttpProtocol(port?.protocol) && !/PASSTHROUGH/.test(String(tls?.mode));
}
