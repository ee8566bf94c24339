import { CA_CERT_CREDENTIAL_NAME, CONNECTION_SETTINGS, GATEWAY_PARAMETERS, IstioFeature, STATUS_PORT_PROXY_PROTOCOL, V1_APIS, lacks, minorIn } from '../../../istio/istio-version';
import { list, record } from '../../../istio/list';
import { check } from '../../check';
import { Problem } from '../../problem';
import { Scene } from '../../scene';
import { writtenSettings } from '../../written-settings';

export const ISTIO_VERSION = check('istio-version', scene => {
  const minor = installed(scene);
  const uses = [newApis, parameters, certificates, statusPorts, connectionSettings].flatMap(find => find(scene));
  return minor === undefined ? [] : uses
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

function connectionSettings(scene: Scene): Use[] {
  return writtenSettings(scene).map(({ object, path }) => ({ object, path, feature: CONNECTION_SETTINGS, instead: 'leave it out: that Istio ignores it' }));
}

/** The minor version, where it is known, and there is only one. */
function installed({ istioVersion, manifests }: Scene): number | undefined {
  const minors = [...new Set((istioVersion === undefined ? manifests._istiodVersions : [istioVersion]).flatMap(version => minorIn(version) ?? []))];
  return minors.length === 1 ? minors[0] : undefined;
}
