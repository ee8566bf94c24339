import { Trace } from './trace';
import { TraceRequest } from './trace-request';
import { wireAddress } from '../envoy/wire-address';
import { EnvoyModel } from '../model/envoy-model';
import { isIpv4 } from '../net/address';
import { STRANGERS } from '../net/strangers';

/** What the answer rests on that somebody could have written himself, and what he would get. */
export function trusted({ topology }: EnvoyModel, request: TraceRequest, trace: (stranger: TraceRequest) => Trace): string[] {
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
