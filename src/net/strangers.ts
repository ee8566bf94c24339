/** Addresses for benchmarks (RFC 2544, RFC 5180): nobody has them, and nobody lists them. */
export const STRANGERS = { ipv4: '198.18.13.37', ipv6: '2001:2::1337' };
