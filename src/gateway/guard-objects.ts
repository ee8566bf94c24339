import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { outside } from './ports';
import { IProxyProtocolGateway, selectionOf } from './referenced-gateway';
import { EnvoyFilter } from '../../imports/networking.istio.io';
import { AuthorizationPolicy } from '../../imports/security.istio.io';
import { denyOthers, denyWithoutHeader } from '../istio/authorization-policy';
import { earlyDataGuard } from '../istio/early-data';
import { optionalProxyHeader, proxySourceGuard } from '../istio/envoy-filter';
import { withinBudget } from '../istio/object-size';
import { ACCEPT } from '../istio/own-names';
import { prunedLast } from '../istio/sync-options';
import { ClientAddressSource, LockKind } from '../topology';
import { OPTIONAL_HEADER } from '../topology/proxy-protocol-rollout';

/** The objects that guard what the topology believes. They apply to the whole gateway, whatever lists it has. */
export class GuardObjects extends Construct {
  public constructor(scope: Construct, id: string, { gateway, name }: { gateway: IProxyProtocolGateway; name: string }) {
    super(scope, id);
    const on = selectionOf(gateway);
    const { packetSource, proxySource, locks } = gateway.topology._guards;
    const metadata = (suffix: string) => ({ name: `${name}-${suffix}`, namespace: gateway.namespace });

    if (packetSource) {
      this.add('PacketSource', AuthorizationPolicy.manifest({
        metadata: metadata('packet-source'),
        spec: denyOthers({ blocks: packetSource, source: ClientAddressSource.PACKET_SOURCE }, {}, on),
      }));
    }
    if (proxySource) {
      this.add('ProxySource', EnvoyFilter.manifest({
        metadata: metadata('proxy-source'),
        spec: proxySourceGuard(proxySource, on),
      }));
    }
    if (gateway.topology._rollout) {
      // In the last phase it is for the pods of the phase before, until they are gone.
      this.add('OptionalProxyHeader', EnvoyFilter.manifest({
        metadata: {
          ...metadata('optional-proxy-header'),
          annotations: { [`${ACCEPT}permissive-proxy-protocol`]: 'proxyProtocolRollout: lists compare the packet source as well' },
        },
        spec: optionalProxyHeader(OPTIONAL_HEADER, on),
      }));
    }
    const http3 = (gateway.servers ?? []).filter(server => server._http3).map(server => server.targetPort);
    if (http3.length) {
      this.add('EarlyData', EnvoyFilter.manifest({
        metadata: metadata('early-data'),
        spec: earlyDataGuard([...new Set(http3)], on),
      }));
    }
    for (const { proxy, lock } of locks.filter(entry => entry.lock._kind === LockKind.HEADER)) {
      // TCP has no headers, and a DENY would read their absence as a match.
      const requests = outside(gateway, gateway.servers ?? [], server => server.isHttp, gateway.topology);
      this.add(`Lock-${proxy}`, AuthorizationPolicy.manifest({
        metadata: metadata(`lock-${proxy}`),
        spec: denyWithoutHeader(lock._header, lock._detail, requests, on),
      }));
    }
  }

  private add(id: string, manifest: any): void {
    new ApiObject(this, id, withinBudget(this, prunedLast(manifest)));
  }
}
