import { writtenConnectionSettings } from '../../../istio/connection-settings';
import { writtenTopology } from '../../../istio/gateway-topology';
import { list, record } from '../../../istio/list';
import { PROXY_CONFIG } from '../../../istio/proxy-config';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const TOPOLOGY_NOT_READ = check('topology-not-read', scene => [
  ...scene.objects.flatMap(object => [...annotated(object), ...ofProxyConfig(object), ...overlaid(object)]),
  ...scene.manifests._mesh.configs.flatMap(({ object, path, json }): Problem[] => object && isSettings(json) ? [{
    object, path: object.kind === 'ConfigMap' ? path : [...path, 'gatewayTopology'], what: 'a mesh configuration has its gatewayTopology in defaultConfig', instead: 'move it into defaultConfig',
  }] : []),
  ...ofServices(scene),
]);

/** Kinds whose annotations reach pods, or are looked at by another check. */
const READ = ['Pod', 'Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet'];
/** Groups of kinds of which it is known who reads their annotations. */
const KNOWN = ['', 'networking.istio.io', 'security.istio.io', 'gateway.networking.k8s.io', 'networking.k8s.io', 'autoscaling', 'policy', 'argoproj.io', 'helm.toolkit.fluxcd.io'];

function annotated(object: ManifestObject): Problem[] {
  const { kind, group, annotations, spec } = object;
  if (!(PROXY_CONFIG in annotations) || !mayBeSettings(annotations[PROXY_CONFIG]) || READ.includes(kind) && ['', 'apps'].includes(group)) return [];
  const path = ['metadata', 'annotations', PROXY_CONFIG];
  if (kind === 'Gateway' && group === 'gateway.networking.k8s.io') {
    const infrastructure = record(spec.infrastructure).annotations;
    return infrastructure === undefined || PROXY_CONFIG in record(infrastructure) ? [] : [{
      object, path, what: 'pods get spec.infrastructure.annotations, which are there, and not those of metadata', instead: 'move it to spec.infrastructure.annotations',
    }];
  }
  return [{ object, path, what: `nothing reads it on a ${kind}`, severity: KNOWN.includes(group) ? undefined : LintSeverity.WARNING }];
}

/** A ProxyConfig has fields of its own, which are few. */
function ofProxyConfig({ group, kind, spec, ...rest }: ManifestObject): Problem[] {
  const field = group === 'networking.istio.io' && kind === 'ProxyConfig'
    ? ['gatewayTopology', 'gateway_topology', 'connectionSettings', 'connection_settings'].find(name => name in spec) : undefined;
  return field === undefined ? [] : [{ object: { group, kind, spec, ...rest }, path: ['spec', field], what: `a ProxyConfig has no ${field}` }];
}

/** What istioctl puts on the Deployment, and not on its pods. */
function overlaid(object: ManifestObject): Problem[] {
  if (object.kind !== 'IstioOperator') return [];
  const gateways = list(object.spec.components?.ingressGateways);
  return gateways.flatMap((gateway: any, index) => list(gateway?.k8s?.overlays).flatMap((overlay: any, at) => list(overlay?.patches)
    .flatMap((patch: any, place): Problem[] => String(patch?.path).startsWith('metadata.annotations') && mayBeSettings(JSON.stringify(patch)) ? [{
      object,
      path: ['spec', 'components', 'ingressGateways', index, 'k8s', 'overlays', at, 'patches', place],
      what: `it reaches the ${overlay.kind} ${overlay.name}, and no pod`,
      instead: 'write it into k8s.podAnnotations',
    }] : [])));
}

/** Services that are made with the gateway. Of a Gateway of the Gateway API the pods get the same annotations. */
function ofServices({ gateways }: Scene): Problem[] {
  return gateways.flatMap(({ workload: { installedService: service, gatewayApi, pods } }): Problem[] => {
    const isRead = gatewayApi !== undefined || PROXY_CONFIG in pods.annotations;
    return !service || isRead || !mayBeSettings(service.annotations[PROXY_CONFIG]) ? [] : [{
      ...service.at(['metadata', 'annotations', PROXY_CONFIG]),
      what: `it reaches the Service ${service.name}, and no pod`,
      instead: 'write it into podAnnotations, beside it',
    }];
  });
}

function isSettings(json: any): boolean {
  return (writtenTopology(json) ?? writtenConnectionSettings(json)) !== undefined;
}

function mayBeSettings(text: string | undefined): boolean {
  return /gateway_?topology|connection_?settings/i.test(text ?? '');
}

