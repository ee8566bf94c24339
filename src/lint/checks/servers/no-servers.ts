import { selects } from '../../../istio/policy-attachment';
import { KnownFrom } from '../../../manifests/known-from';
import { texts } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { Problem } from '../../problem';

export const NO_SERVERS = check('no-servers', scene => {
  const pods = scene.gateways.filter(({ workload }) => [KnownFrom.PODS, KnownFrom.INSTALLED].includes(workload.knownFrom) && !workload.gatewayApi);
  const behindServices = scene.gateways.filter(({ workload }) => workload.knownFrom === KnownFrom.SERVICE);
  return scene.of('networking.istio.io', 'Gateway').flatMap((object): Problem[] => {
    const labels = texts(object.spec.selector);
    if (pods.some(({ workload }) => selects(labels, workload.labels))) return [];
    const meant = pods.find(({ gateways, workload }) => gateways.length === 0 && isEgress(labels) === isEgress(workload.labels)
      && Object.keys(labels).some(name => name in workload.labels));
    const isElsewhere = behindServices.some(({ workload }) => workload.namespace !== meant?.workload.namespace && selects(labels, workload.labels));
    return meant === undefined || isElsewhere ? [] : [{
      object,
      path: ['spec', 'selector'],
      what: `it selects ${JSON.stringify(labels)}, which no pod has; those of gateway ${meant.id} have ${JSON.stringify(meant.workload.labels)}, and no Gateway selects them`,
      instead: `where it is for ${meant.id}, write labels that those pods have`,
    }];
  });
});

function isEgress(labels: { readonly [name: string]: string }): boolean {
  return Object.values(labels).some(value => /egress/.test(value));
}
