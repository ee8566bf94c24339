import { Journey } from './journey';
import { Trace } from './trace';
import { TraceRequest } from './trace-request';
import { wireAddress } from '../envoy/wire-address';
import { isIpv4 } from '../net/address';
import { STRANGERS } from '../net/strangers';

/** What the answer rests on that somebody else could have written, and what they would get. */
export function trusted({ request, trustedHops, readsProxy }: Journey, trace: (stranger: TraceRequest) => Trace): string[] {
  const believed = [
    ...trustedHops > 0 && request.xForwardedFor !== undefined
      ? [`entry ${trustedHops} from the right of X-Forwarded-For; those to its left were written by whoever wanted, and decide nothing`]
      : [],
    ...readsProxy ? ['what the PROXY header says'] : [],
  ];
  const stranger = isIpv4(wireAddress(request.peer)!.number) ? STRANGERS.ipv4 : STRANGERS.ipv6;
  if (believed.length === 0 || request.peer === stranger) return believed;
  const forged = trace({ ...request, peer: stranger });
  return [...believed, forged.admitted
    ? `somebody else who reaches the pod (from ${stranger}, say) and sends the same is admitted: nothing guards it`
    : `somebody else who reaches the pod (from ${stranger}, say) and sends the same is stopped: ${forged.reason}`];
}
