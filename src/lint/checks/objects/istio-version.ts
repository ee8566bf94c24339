import { CA_CERT_CREDENTIAL_NAME, GATEWAY_PARAMETERS, IstioFeature, STATUS_PORT_PROXY_PROTOCOL, V1_APIS, lacks, minorIn } from '../../../istio/istio-version';
import { list, record } from '../../../istio/list';
import { check } from '../../check';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const ISTIO_VERSION = check('istio-version', scene => {
  const minor = installed(scene);
  return minor === undefined ? [] : [...newApis(scene), ...parameters(scene), ...certificates(scene), ...statusPorts(scene)]
    .filter(({ feature }) => lacks(minor, feature))
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

/** The minor version, where istiod or what installs it is among the manifests, and there is only one. */
function installed(scene: Scene): number | undefined {
  const containers = scene.manifests._pods.flatMap(({ object }) => list(record(record(object.spec.template).spec).containers));
  const images = containers.map(({ image }) => String(image));
  const tags = [
    ...images.flatMap(image => /\/pilot:(.*)$/.exec(image)?.[1] ?? []),
    ...scene.of('install.istio.io', 'IstioOperator').map(({ spec }) => String(spec.tag)),
    ...scene.of('sailoperator.io', 'Istio').map(({ spec }) => String(spec.version)),
  ];
  const minors = [...new Set(tags.flatMap(tag => minorIn(tag) ?? []))];
  return minors.length === 1 ? minors[0] : undefined;
}
