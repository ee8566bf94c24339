import type { Trace } from './trace';
import { TraceRequest } from './trace-request';
import { wireAddress } from '../envoy/wire-address';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { isIpv4 } from '../net/address';

/** Addresses for benchmarks: nobody lists them. */
export const STRANGERS = { ipv4: '198.18.13.37', ipv6: '2001:2::1337' };

/** What the answer rests on that somebody could have written himself, and what he would get. */
export function trusted({ topology }: GatewayWorkload, request: TraceRequest, trace: (stranger: TraceRequest) => Trace): string[] {
  const believed = [
    ...topology.numTrustedProxies > 0 && request.xForwardedFor !== undefined
      ? [`entry ${topology.numTrustedProxies} from the right of X-Forwarded-For; those to its left were written by whoever wanted, and decide nothing`]
      : [],
    ...topology.proxyProtocol && request.proxy !== undefined ? ['what the PROXY header says'] : [],
  ];
  const stranger = isIpv4(wireAddress(request.peer)!.number) ? STRANGERS.ipv4 : STRANGERS.ipv6;
  if (believed.length === 0 || request.peer === stranger) return believed;
  const forged = trace({ ...request, peer: stranger });
  return [...believed, forged.admitted
    ? `somebody else who reaches the pod (from ${stranger}, say) and sends the same is admitted: nothing guards it`
    : `somebody else who reaches the pod (from ${stranger}, say) and sends the same is stopped: ${forged.reason}`];
}
