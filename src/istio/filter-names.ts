/** Names that istiod gives to Envoy's filters, by which patches find them. */
export const HCM = 'envoy.filters.network.http_connection_manager';
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy';
export const PROXY_PROTOCOL = 'envoy.filters.listener.proxy_protocol';
export const TLS_INSPECTOR = 'envoy.filters.listener.tls_inspector';
