import { IpBlocks } from './ip-blocks';

/**
 * Nobody has these on the internet: whoever does is in a network of one's own, however large it is. Private networks, loopback, and 240.0.0.0/4, from
 * which some clouds let clusters number their pods.
 */
export const OWN_NETWORKS = IpBlocks.of('10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '240.0.0.0/4', 'fc00::/7');

/** Those that pods may have: a connection from another pod never comes from loopback. */
export const POD_NETWORKS = OWN_NETWORKS.minus(IpBlocks.of('127.0.0.0/8'));
