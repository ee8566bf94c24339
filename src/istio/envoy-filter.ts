import { HCM, PROXY_PROTOCOL, TCP_PROXY } from './filter-names';
import { GatewaySelection, targetRefs } from './gateway-selection';
import {
  EnvoyFilterSpec, EnvoyFilterSpecConfigPatches, EnvoyFilterSpecConfigPatchesApplyTo, EnvoyFilterSpecConfigPatchesMatchContext,
  EnvoyFilterSpecConfigPatchesPatchOperation,
} from '../../imports/networking.istio.io';
import { accessLog } from '../envoy/access-log';
import { proxySourceFilter } from '../envoy/proxy-source-filter';
import { IpBlocks } from '../net';

/** istiod needs a priority where a filter is inserted beside another: with this one it comes after filters without a priority. */
export const AFTER_OTHERS = 10;

/** Closes connections whose PROXY header names any other address, before HTTP is read. */
export function proxySourceGuard(allowed: IpBlocks, on: GatewaySelection): EnvoyFilterSpec {
  return {
    ...filterSelection(on),
    priority: AFTER_OTHERS,
    configPatches: [networkFilter(HCM, EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_BEFORE, proxySourceFilter(allowed))],
  };
}

/** Accepts connections with a PROXY header and without, on pods with this node metadata. */
export function optionalProxyHeader(metadata: string, on: GatewaySelection): EnvoyFilterSpec {
  return {
    ...filterSelection(on),
    configPatches: [{
      applyTo: EnvoyFilterSpecConfigPatchesApplyTo.LISTENER_UNDERSCORE_FILTER,
      match: { context: EnvoyFilterSpecConfigPatchesMatchContext.GATEWAY, proxy: { metadata: { [metadata]: 'optional' } } },
      patch: {
        operation: EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_FIRST,
        value: {
          name: PROXY_PROTOCOL,
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol',
            'allow_requests_without_proxy_protocol': true,
          },
        },
      },
    }],
  };
}

/** An access log for this gateway only, in addition to what the mesh logs. */
export function gatewayAccessLog(on: GatewaySelection): EnvoyFilterSpec {
  const merge = (filter: string, type: string) => networkFilter(filter, EnvoyFilterSpecConfigPatchesPatchOperation.MERGE, {
    typed_config: { '@type': `type.googleapis.com/${type}`, 'access_log': [accessLog()] },
  });
  return {
    ...filterSelection(on),
    configPatches: [
      merge(HCM, 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
      merge(TCP_PROXY, 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
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
