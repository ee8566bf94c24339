import { embeddedYaml } from './embedded-yaml';
import { FieldPlace } from './gateway-service';
import { helmReleases } from './helm-releases';
import { ManifestObject } from './manifest-object';
import { ObjectSet } from './object-set';
import { byAge } from '../istio/kubernetes-object';
import { record } from '../istio/list';

/** What istiod merges into an object that it makes of a Gateway of the Kubernetes Gateway API. */
export interface GatewayOverlay {
  readonly json: any;
  readonly at: FieldPlace;
}

export type OverlaidPart = 'deployment' | 'service';

const DEFAULTS_FOR_CLASS = 'gateway.istio.io/defaults-for-class';

/**
 * Those of a Gateway, in the order in which they are merged: the defaults of its class, then its own.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go render
 */
export function gatewayOverlays(gateway: ManifestObject, part: OverlaidPart, set: ObjectSet, systemNamespace: string): GatewayOverlay[] {
  const { namespace, spec: { gatewayClassName, infrastructure } } = gateway;
  const maps = set.ofKind('', 'ConfigMap');
  const own = record(record(infrastructure).parametersRef).name;
  const [ofClass] = maps.filter(map => map.namespace === systemNamespace && map.labels[DEFAULTS_FOR_CLASS] === gatewayClassName).sort(byAge);
  return [
    // Istio's chart makes that ConfigMap of its values.
    ...ofClass ? inMap(ofClass, part) : valuesFor(gatewayClassName, part, set).slice(0, 1),
    ...maps.filter(map => map.namespace === namespace && map.name === own).flatMap(map => inMap(map, part)),
  ];
}

function inMap(object: ManifestObject, part: OverlaidPart): GatewayOverlay[] {
  const json = embeddedYaml(object.json.data?.[part], part, () => undefined);
  return json === undefined ? [] : [{ json: record(json), at: { object, path: ['data', part] } }];
}

/** @see https://github.com/istio/istio/blob/1.31.0/manifests/charts/istio-control/istio-discovery/templates/gateway-class-configmap.yaml */
function valuesFor(gatewayClass: string, part: OverlaidPart, set: ObjectSet): GatewayOverlay[] {
  const installed = [
    ...helmReleases(set).filter(({ chart }) => chart === 'istiod'),
    ...[...set.ofKind('sailoperator.io', 'Istio'), ...set.ofKind('install.istio.io', 'IstioOperator')]
      .map(object => ({ object, values: record(object.spec.values), path: ['spec', 'values'] })),
  ];
  return installed.flatMap(({ object, values, path }) => {
    const json = record(record(values.gatewayClasses)[gatewayClass])[part];
    return json === undefined ? [] : [{ json: record(json), at: { object, path: [...path, 'gatewayClasses', gatewayClass, part] } }];
  });
}
