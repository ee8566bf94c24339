import { RequestTrace } from './request-trace';
import { Trace } from './trace';
import { TraceVerdict } from './trace-facts';
import { TraceRequest } from './trace-request';
import { wireAddress } from '../envoy/wire-address';
import { isIpv4 } from '../net/address';
import { STRANGERS } from '../net/strangers';

/** What the answer rests on that attackers could write themselves, and what they get. */
export function trusted({ request, trustedHops, readsProxy }: RequestTrace, trace: (request: TraceRequest) => Trace): string[] {
  const trustedParts = [
    ...trustedHops > 0 && request.xForwardedFor !== undefined
      ? [`entry ${trustedHops} from the right of X-Forwarded-For; anybody can write the entries to its left, which decide nothing`]
      : [],
    ...readsProxy ? ['what the PROXY header says'] : [],
  ];
  const attacker = isIpv4(wireAddress(request.peer)!.number) ? STRANGERS.ipv4 : STRANGERS.ipv6;
  if (trustedParts.length === 0 || request.peer === attacker) return trustedParts;
  const forged = trace({ ...request, peer: attacker });
  const then = forged.admitted ? 'is admitted: no guard stops them' : forged.verdict === TraceVerdict.UNCERTAIN ? `may be admitted: ${forged.reason}` : `is stopped: ${forged.reason}`;
  return [...trustedParts, `an attacker who reaches the pod (from ${attacker}, for example) and sends the same ${then}`];
}
