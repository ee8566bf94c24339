import { valuePath } from '../../../istio/envoy-filter-patches';
import { managerSettings } from '../../address-patches';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { Problem, oncePerPlace } from '../../problem';

export const MERGED_WITHOUT_EFFECT = check('merged-without-effect', scene => oncePerPlace(scene.gateways.filter(({ isSure }) => isSure).flatMap(find)));

function find(gateway: GatewayView): Problem[] {
  return gateway.model.patches.flatMap((patch): Problem[] => {
    const { use_remote_address: remote, xff_num_trusted_hops: hops } = managerSettings(patch);
    const at = (field: string) => ({ object: patch.object, path: [...valuePath(patch), 'typed_config', field] });
    return [
      ...remote === false ? [{
        ...at('use_remote_address'),
        what: `use_remote_address stays true on gateway ${gateway.id}`,
        instead: 'leave it out: a gateway finds the client by gatewayTopology',
      }] : [],
      ...hops === 0 && gateway.trustedProxies > 0 ? [{
        ...at('xff_num_trusted_hops'),
        what: `xff_num_trusted_hops stays ${gateway.trustedProxies} on gateway ${gateway.id}`,
        instead: 'write numTrustedProxies: 0 into gatewayTopology, and take other counts out of EnvoyFilters',
      }] : [],
    ];
  });
}
