import {
  CA_CERT_CREDENTIAL_NAME, CONNECTION_SETTINGS, GATEWAY_PARAMETERS, IstioFeature, REPLACE_LISTS, STATUS_PORT_PROXY_PROTOCOL, TRAFFIC_EXTENSION,
  TRUST_DOMAINS, V1_APIS,
} from '../../../istio/istio-version';
import { list, record } from '../../../istio/list';
import { newerFields } from '../../../istio/newer-fields';
import { check } from '../../check';
import { Problem } from '../../problem';
import { Scene } from '../../scene';
import { writtenSettings } from '../../written-settings';

export const ISTIO_VERSION = check('istio-version', scene => {
  const { _istio: istio } = scene.manifests;
  const { minor } = istio;
  return [newApis, parameters, certificates, statusPorts, fields, extensions, connectionSettings].flatMap(find => find(scene))
    .filter(({ feature }) => istio.lacks(feature))
    .map(({ object, path, feature: { name, since }, instead }): Problem => ({
      object, path, what: `Istio 1.${minor} has no ${name}, which came with 1.${since}`, instead: `upgrade, or ${instead}`,
    }));
});

/** A place where a feature is used. */
interface Use extends Pick<Problem, 'object' | 'path' | 'instead'> {
  readonly feature: IstioFeature;
}

function newApis({ objects }: Scene): Use[] {
  return objects.filter(({ json }) => /^(networking|security)\.istio\.io\/v1$/.test(json.apiVersion))
    .map(object => ({ object, path: ['apiVersion'], feature: V1_APIS, instead: `write ${object.group}/v1beta1` }));
}

function parameters(scene: Scene): Use[] {
  return scene.of('gateway.networking.k8s.io', 'Gateway').filter(({ spec }) => record(spec.infrastructure).parametersRef !== undefined)
    .map(object => ({ object, path: ['spec', 'infrastructure', 'parametersRef'], feature: GATEWAY_PARAMETERS, instead: 'change what istiod makes by hand' }));
}

function certificates(scene: Scene): Use[] {
  return scene.of('networking.istio.io', 'Gateway').flatMap(object => list(object.spec.servers).flatMap((server, index): Use[] =>
    record(record(server).tls).caCertCredentialName === undefined ? [] : [{
      object,
      path: ['spec', 'servers', index, 'tls', 'caCertCredentialName'],
      feature: CA_CERT_CREDENTIAL_NAME,
      instead: 'keep the authority in the Secret of credentialName (key ca.crt)',
    }]));
}

function statusPorts({ manifests }: Scene): Use[] {
  return manifests._pods.filter(({ env }) => STATUS_PORT_PROXY_PROTOCOL.name in env)
    .map(({ object }) => ({ object, path: ['spec', 'template', 'spec', 'containers'], feature: STATUS_PORT_PROXY_PROTOCOL, instead: 'let the load balancer check by TCP' }));
}

function fields(scene: Scene): Use[] {
  const instead = (feature: IstioFeature) => feature === TRUST_DOMAINS ? 'write principals, <trust domain>/*'
    : feature === REPLACE_LISTS ? 'REMOVE the old entries by patches of their own, and MERGE' : 'name the chains by sni or portNumber';
  return [...scene.of('security.istio.io', 'AuthorizationPolicy'), ...scene.of('networking.istio.io', 'EnvoyFilter')]
    .flatMap(object => newerFields(object).map(({ path, feature }) => ({ object, path, feature, instead: instead(feature) })));
}

function extensions(scene: Scene): Use[] {
  return scene.of('extensions.istio.io', 'TrafficExtension')
    .map(object => ({ object, path: ['kind'], feature: TRAFFIC_EXTENSION, instead: 'write a WasmPlugin, or Lua in an EnvoyFilter' }));
}

function connectionSettings(scene: Scene): Use[] {
  return writtenSettings(scene).map(({ object, path }) => ({ object, path, feature: CONNECTION_SETTINGS, instead: 'leave it out: that Istio ignores it' }));
}
