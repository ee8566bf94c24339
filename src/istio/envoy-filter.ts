import { GatewaySelection, targetRefs } from './gateway-selection';
import {
  EnvoyFilterSpec, EnvoyFilterSpecConfigPatches, EnvoyFilterSpecConfigPatchesApplyTo, EnvoyFilterSpecConfigPatchesMatchContext,
  EnvoyFilterSpecConfigPatchesPatchOperation,
} from '../../imports/networking.istio.io';
import { accessLog } from '../envoy/access-log';
import { proxySourceFilter } from '../envoy/proxy-source-filter';
import { IpBlocks } from '../net';

const HTTP = 'envoy.filters.network.http_connection_manager';
const TCP = 'envoy.filters.network.tcp_proxy';

/** Closes connections whose PROXY header names anybody but these, before HTTP is read. */
export function proxySourceGuard(allowed: IpBlocks, on: GatewaySelection): EnvoyFilterSpec {
  return {
    ...filterSelection(on),
    // istiod asks for one where a filter is placed relative to another: after whatever others insert without one.
    priority: 10,
    configPatches: [networkFilter(HTTP, EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_BEFORE, proxySourceFilter(allowed))],
  };
}

/** Takes a PROXY header, and connections without, on pods with this node metadata. */
export function optionalProxyHeader(metadata: string, on: GatewaySelection): EnvoyFilterSpec {
  return {
    ...filterSelection(on),
    configPatches: [{
      applyTo: EnvoyFilterSpecConfigPatchesApplyTo.LISTENER_UNDERSCORE_FILTER,
      match: { context: EnvoyFilterSpecConfigPatchesMatchContext.GATEWAY, proxy: { metadata: { [metadata]: 'optional' } } },
      patch: {
        operation: EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_FIRST,
        value: {
          name: 'envoy.filters.listener.proxy_protocol',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol',
            'allow_requests_without_proxy_protocol': true,
          },
        },
      },
    }],
  };
}

/** An access log of this gateway alone, beside whatever the mesh logs. */
export function gatewayAccessLog(on: GatewaySelection): EnvoyFilterSpec {
  const merge = (filter: string, type: string) => networkFilter(filter, EnvoyFilterSpecConfigPatchesPatchOperation.MERGE, {
    typed_config: { '@type': `type.googleapis.com/${type}`, 'access_log': [accessLog()] },
  });
  return {
    ...filterSelection(on),
    configPatches: [
      merge(HTTP, 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
      merge(TCP, 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
    ],
  };
}

function networkFilter(filter: string, operation: EnvoyFilterSpecConfigPatchesPatchOperation, value: any): EnvoyFilterSpecConfigPatches {
  return {
    applyTo: EnvoyFilterSpecConfigPatchesApplyTo.NETWORK_UNDERSCORE_FILTER,
    match: {
      context: EnvoyFilterSpecConfigPatchesMatchContext.GATEWAY,
      listener: { filterChain: { filter: { name: filter } } },
    },
    patch: { operation, value },
  };
}

export function filterSelection(on: GatewaySelection): EnvoyFilterSpec {
  return on.gatewayApiName ? { targetRefs: targetRefs(on.gatewayApiName) } : { workloadSelector: { labels: on.labels } };
}
