import { App, Chart } from 'cdk8s';
import {
  Aws, GatewayServer, IpBlocks, LoadBalancer, LoadBalancerName, ProxyProtocolGateway, ProxyProtocolGatewayProps, TargetType, TrustedProxy,
  TrustedTopology,
} from '../../src';

/** A chart in a namespace, as a user's app has it. */
export function chartIn(namespace = 'edge', app = new App()): Chart {
  return new Chart(app, 'chart', { namespace });
}

/** Chains of each kind, as short as they can be. */
export const TOPOLOGY = {
  packetSource: () => new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] }),
  proxyProtocol: () => new TrustedTopology({
    proxies: [TrustedProxy.layer4({
      name: 'sender',
      multiTenant: false,
      keepsPacketSource: false,
      sendsProxyProtocol: true,
      targetType: TargetType.PODS,
      connectsFrom: IpBlocks.of('10.0.0.0/24'),
    })],
  }),
  xForwardedFor: () => new TrustedTopology({ proxies: [Aws.alb({ targetType: TargetType.PODS, connectsFrom: IpBlocks.of('10.0.0.0/24') })] }),
};

export const WEB = () => GatewayServer.http({ name: 'web', hosts: ['www.example.com', 'admin.example.com'] });

export function gatewayIn(chart: Chart, props: Partial<ProxyProtocolGatewayProps> = {}): ProxyProtocolGateway {
  return new ProxyProtocolGateway(chart, 'gateway', { name: 'gw', topology: TOPOLOGY.packetSource(), servers: [WEB()], ...props });
}

/** What decides who gets in is deleted last, so that nothing is open between a list and its successor. */
export const PRUNED_LAST = { 'argocd.argoproj.io/sync-options': 'PruneLast=true' };

/** The whole message of what a function throws. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
