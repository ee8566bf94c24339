import { isOn } from '../../../providers/catalogue/reading';
import { check } from '../../check';
import { clientLists } from '../../client-lists';
import { LoadBalancerView, isExternal } from '../../load-balancer';
import { Problem } from '../../problem';

export const CLIENT_ADDRESS_LOST = check('client-address-lost', scene =>
  scene.gateways.filter(({ isSure, seesPacketSource }) => isSure && seesPacketSource).flatMap((gateway): Problem[] => {
    const [asks] = clientLists(gateway);
    return asks === undefined ? [] : gateway.loadBalancers.filter(isExternal).flatMap(one => {
      const hides = hiding(one);
      return hides === undefined ? [] : [{
        ...one.service.at(['metadata', 'annotations']),
        what: `${asks.name} compares clients on gateway ${gateway.id}, and ${hides} to it from its own address, without PROXY`,
      }];
    });
  }));

/** What connects from an address of its own; nothing, where the Service may get what keeps the client's, or what tells it. */
function hiding({ asked }: LoadBalancerView): string | undefined {
  const tells = asked.some(({ keepsPacketSource, proxy, http }) => keepsPacketSource === true || isOn(proxy) || proxy === 'not known' || isOn(http));
  const hides = tells ? [] : asked.filter(({ keepsPacketSource }) => keepsPacketSource === false);
  if (hides.length === 0) return undefined;
  return hides.length === asked.length ? `${hides[0].entry.title} connects` : `${hides[0].entry.title}, which the Service may get, connects`;
}
