import { ISTIO } from '../versions';
import { apply, Manifest, parse } from './kubernetes';
import { run, TOOLS } from './programs';

/** istio-ingressgateway, as istioctl installs it: the gateway that people have before they come to us. */
export async function installIngressGateway(): Promise<Manifest[]> {
  const { stdout } = await run(`${TOOLS}/istioctl`, ['manifest', 'generate', '--set', 'profile=default', '--set', `tag=${ISTIO}`, '-d', `${TOOLS}/manifests`]);
  const installed = parse(stdout).filter(({ kind, metadata }) => metadata.name.startsWith('istio-ingressgateway')
    && ['Deployment', 'Service', 'ServiceAccount', 'Role', 'RoleBinding'].includes(kind));
  await apply(installed, 'istio-operator');
  return installed;
}
