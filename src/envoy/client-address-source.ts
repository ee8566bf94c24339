/** Where Envoy finds the client's address. */
export enum ClientAddressSource {
  /** The packets' own source address: AuthorizationPolicy `ipBlocks`. */
  PACKET_SOURCE = 'packet source',
  /** The PROXY header: AuthorizationPolicy `remoteIpBlocks`. */
  PROXY_PROTOCOL = 'PROXY protocol',
  /** X-Forwarded-For, counted from the right by `numTrustedProxies`: AuthorizationPolicy `remoteIpBlocks`. */
  X_FORWARDED_FOR = 'X-Forwarded-For',
  /** A header into which a proxy writes the client's address; no field of AuthorizationPolicy sees it. */
  CLIENT_ADDRESS_HEADER = 'client address header',
}

/**
 * Whether a proxy wrote the address, as text. Dual-stack NGINX and HAProxy then write IPv4 as `::ffff:a.b.c.d`, so whoever compares the address needs
 * the IPv4-mapped form of each IPv4 block too. A packet source is never such an address.
 *
 * @internal
 */
export function isWrittenByProxy(source: ClientAddressSource): boolean {
  return source !== ClientAddressSource.PACKET_SOURCE;
}
