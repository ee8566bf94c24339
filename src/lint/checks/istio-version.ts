import { list, record } from '../../istio/list';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';
import { Scene } from '../scene';

export const ISTIO_VERSION: Check = {
  code: 'istio-version',
  severity: LintSeverity.WARNING,
  title: 'a field that the installed Istio does not have',
  why: 'an older Istio ignores what it does not know, or refuses the object',
  find: scene => {
    const minor = installed(scene);
    if (minor === undefined) return [];
    const lacks = (since: number, what: string) => `Istio 1.${minor} has no ${what}, which came with 1.${since}`;
    const certificates = minor >= 28 ? [] : scene.of('networking.istio.io', 'Gateway').flatMap(object => list(object.spec.servers).flatMap((server, index): Problem[] =>
      record(record(server).tls).caCertCredentialName === undefined ? [] : [{
        object,
        path: ['spec', 'servers', index, 'tls', 'caCertCredentialName'],
        what: lacks(28, 'caCertCredentialName'),
        instead: 'upgrade, or keep the authority in the Secret of credentialName (key ca.crt)',
      }]));
    const status = minor >= 27 ? [] : scene.manifests._pods.filter(({ env }) => 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL' in env).map(({ object }): Problem => ({
      object,
      path: ['spec', 'template', 'spec', 'containers'],
      what: lacks(27, 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL'),
      instead: 'upgrade, or let the load balancer check by TCP',
    }));
    return [...certificates, ...status];
  },
};

/** The minor version, where istiod or what installs it is among the manifests, and there is only one. */
function installed(scene: Scene): number | undefined {
  const containers = scene.manifests._pods.flatMap(({ object }) => list(record(record(object.spec.template).spec).containers));
  const images = containers.map(({ image }) => String(image));
  const tags = [
    ...images.filter(image => /\/pilot:/.test(image)),
    ...scene.of('install.istio.io', 'IstioOperator').map(({ spec }) => `:${spec.tag}`),
    ...scene.of('sailoperator.io', 'Istio').map(({ spec }) => `:${String(spec.version).replace(/^v/, '')}`),
  ];
  const minors = [...new Set(tags.flatMap(tag => /:1\.(\d+)/.exec(tag)?.[1] ?? []))];
  return minors.length === 1 ? Number(minors[0]) : undefined;
}
