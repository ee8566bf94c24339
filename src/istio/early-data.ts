import { filterSelection } from './envoy-filter';
import { HCM } from './filter-names';
import { GatewaySelection } from './gateway-selection';
import {
  EnvoyFilterSpec, EnvoyFilterSpecConfigPatches, EnvoyFilterSpecConfigPatchesApplyTo, EnvoyFilterSpecConfigPatchesMatchContext,
  EnvoyFilterSpecConfigPatchesPatchOperation,
} from '../../imports/networking.istio.io';

const { GATEWAY } = EnvoyFilterSpecConfigPatchesMatchContext;

/**
 * Admits no HTTP/3 request before its connection's handshake is complete. With a session ticket a client may send one in the first packets
 * (0-RTT), before anything was sent back to the packet source: at that time it can be spoofed.
 *
 * Envoy refuses such early data on the QUIC listeners of these ports; clients send it again after the handshake. A patch
 * finds a QUIC listener by its whole name only, so for listeners with other ports or addresses, which other teams may add to the gateway, there
 * is a filter that answers 425 (RFC 8470) to what Envoy marks as early data.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/networking/core/envoyfilter/listener_patch.go
 */
export function earlyDataGuard(ports: readonly number[], on: GatewaySelection): EnvoyFilterSpec {
  return {
    ...filterSelection(on),
    configPatches: [
      // IPv4 and dual-stack, IPv6 only.
      ...ports.flatMap(port => ['0.0.0.0', '::'].map(bind => withoutEarlyData(`udp_${bind}_${port}`))),
      tooEarly(),
    ],
  };
}

function withoutEarlyData(listener: string): EnvoyFilterSpecConfigPatches {
  return {
    applyTo: EnvoyFilterSpecConfigPatchesApplyTo.FILTER_UNDERSCORE_CHAIN,
    match: { context: GATEWAY, listener: { name: listener } },
    patch: {
      operation: EnvoyFilterSpecConfigPatchesPatchOperation.MERGE,
      value: {
        transport_socket: {
          name: 'envoy.transport_sockets.quic',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport',
            'enable_early_data': false,
          },
        },
      },
    },
  };
}

function tooEarly(): EnvoyFilterSpecConfigPatches {
  return {
    applyTo: EnvoyFilterSpecConfigPatchesApplyTo.HTTP_UNDERSCORE_FILTER,
    match: { context: GATEWAY, listener: { filterChain: { filter: { name: HCM } } } },
    patch: {
      operation: EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_FIRST,
      value: {
        name: 'cdk8s-istio-source-ip.too-early',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
          // Any value: where a client writes one, Envoy adds none.
          'headers': [{ name: 'early-data', present_match: true }],
          'abort': { http_status: 425, percentage: { numerator: 100 } },
        },
      },
    },
  };
}
