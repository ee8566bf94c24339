import { GatewayService, writtenService } from '../../../manifests/gateway-service';
import { check } from '../../check';
import { loadBalancer } from '../../load-balancer';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const ANNOTATION_WITHOUT_EFFECT = check('annotation-without-effect', scene =>
  services(scene).flatMap(service => loadBalancer(service).withoutEffect.map(({ annotation, because, instead }): Problem => ({
    ...service.at(['metadata', 'annotations', annotation]),
    what: `${annotation} ${because}`,
    instead,
  }))));

function services(scene: Scene): GatewayService[] {
  return [...scene.of('', 'Service').map(writtenService), ...scene.gateways.flatMap(({ workload }) => workload.installedService ?? [])];
}
