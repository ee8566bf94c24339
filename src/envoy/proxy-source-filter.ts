import { cidrRanges } from './address-strings';
import { IpBlocks } from '../net';
import { ClientAddressSource, isWrittenByProxy } from './client-address-source';

/**
 * A network RBAC filter that closes connections whose PROXY header names any other address.
 * Before the connection manager `remote_ip` is the PROXY source; after it, it would be the X-Forwarded-For entry.
 */
export function proxySourceFilter(allowed: IpBlocks): { [name: string]: any } {
  return {
    name: 'cdk8s-istio-source-ip.proxy-source',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC',
      'stat_prefix': 'proxy_source.',
      'rules': {
        action: 'ALLOW',
        policies: {
          'proxy-source': {
            permissions: [{ any: true }],
            principals: cidrRanges(allowed, isWrittenByProxy(ClientAddressSource.PROXY_PROTOCOL)).map(remote_ip => ({ remote_ip })),
          },
        },
      },
    },
  };
}
