import { CLOUDFLARE_NETWORKS } from '../../../net/cloudflare-networks';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { clientLists } from '../../client-lists';
import { GatewayView } from '../../gateway-view';
import { HttpProxyView } from '../../http-proxies';
import { Problem } from '../../problem';
import { hasLock, hasSourceRanges, isEnforcedElsewhere } from '../../protection';

export const WRONG_PROXY_COUNT = check('wrong-proxy-count', scene => scene.gateways.filter(({ isSure }) => isSure).flatMap(gateway =>
  [...tooFew(gateway), ...tooMany(gateway)]));

/** The list sees the proxy, or what it wrote of itself. */
function tooFew(gateway: GatewayView): Problem[] {
  const { trustedProxies, httpProxies, id } = gateway;
  // Where it has too few entries to count, or none, the packet source is compared.
  const asks = clientLists(gateway).find(({ direct, isAllowed }) => !direct || isAllowed && trustedProxies === 0);
  const [proxy] = httpProxies.filter(one => trustedProxies < (one.appends ?? 1) + inFrontOf(one));
  if (asks === undefined || proxy === undefined) return [];
  const { field, ...at } = gateway.trustedProxiesAt;
  const cloudflare = inFrontOf(proxy);
  const count = proxy.appends === undefined ? undefined : proxy.appends + cloudflare;
  return [{
    ...gateway.workload.topologyAt || trustedProxies > 0 ? at : proxy.at,
    what: `${asks.name} compares clients on gateway ${id}, where ${field} is ${trustedProxies}${gateway.addressFrom === undefined ? ' (nothing among the manifests sets it)' : ''}; ${proxy.name} in front of it ${
      proxy.appends === undefined ? 'reads HTTP' : `appends ${proxy.appends} to X-Forwarded-For`}${cloudflare > 0 ? ', and admits Cloudflare alone, which appends another' : ''}`,
    instead: count === undefined ? undefined : `write gatewayTopology: { numTrustedProxies: ${count} } in the annotation proxy.istio.io/config of the pods, `
      + `and more where other proxies in front of it append, too${asks.direct ? '; and the addresses of clients into remoteIpBlocks or notRemoteIpBlocks' : ''}`,
  }];
}

const INBOUND = 'alb.ingress.kubernetes.io/inbound-cidrs';

/** How many proxies are in front of one that admits nobody but Cloudflare. */
function inFrontOf({ at }: HttpProxyView): number {
  const admitted = blocksOf((at.object.annotations[INBOUND] ?? '').split(',').map(part => part.trim()));
  return admitted && CLOUDFLARE_NETWORKS.includesAll(admitted) ? 1 : 0;
}

/** By which a proxy admits only some. */
const CLOSED = /^alb\.ingress\.kubernetes\.io\/(inbound-cidrs|security-groups|security-group-prefix-lists)$|^nginx\.ingress\.kubernetes\.io\/(whitelist|allowlist)-source-range$/;

/** What lies to the left of its entries, clients wrote, unless another proxy is in front of it. */
function tooMany(gateway: GatewayView): Problem[] {
  const { trustedProxies, httpProxies, id } = gateway;
  const isClosed = hasSourceRanges(gateway) || isEnforcedElsewhere(gateway) || hasLock(gateway);
  const isOpen = ({ at }: HttpProxyView) => !Object.keys(at.object.annotations).some(name => CLOSED.test(name));
  const proxy = httpProxies.filter(isOpen).find(({ appends }) => appends !== undefined && trustedProxies > appends);
  if (isClosed || proxy === undefined) return [];
  const { field, ...at } = gateway.trustedProxiesAt;
  return [{
    ...at,
    what: `${field} is ${trustedProxies} on gateway ${id}, and ${proxy.name} in front of it appends ${proxy.appends} to X-Forwarded-For: clients write the rest, unless another proxy does`,
    instead: `write ${field}: ${proxy.appends}; where another proxy is in front of it, keep everybody else from it, and say so in an annotation cdk8s-istio-source-ip/enforced-elsewhere.<proxy>`,
  }];
}
