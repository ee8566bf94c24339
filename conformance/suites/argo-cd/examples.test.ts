import { fleet, SYNCED } from '../../fixtures/argo-cd';
import { exampleCharts, rounds } from '../../fixtures/charts';
import { SYNC_OPTIONS } from '../../rig/argo-cd';
import { certificate, secret } from '../../rig/certificates';
import { isGatewayApi, serversOf } from '../../rig/gateway-api';
import { installIngressGateway } from '../../rig/ingress-gateway';
import { apply, Manifest, namespaces, remove } from '../../rig/kubernetes';

const namespaceOf = (manifests: readonly Manifest[]) => manifests.map(({ metadata }) => metadata.namespace!).find(name => name !== 'argocd');

/** A Gateway of the Kubernetes Gateway API is not healthy without its certificates, which others bring. */
async function certificates(manifests: readonly Manifest[]): Promise<Manifest[]> {
  const gateways = manifests.filter(isGatewayApi);
  await namespaces(gateways.map(({ metadata }) => metadata.namespace!));
  const wanted = gateways.flatMap(gateway => serversOf(gateway).map(({ tls }) => (
    { namespace: gateway.metadata.namespace!, name: tls?.credentialName })));
  return Promise.all(wanted.filter(({ name }) => name).map(async ({ namespace, name }) => secret(namespace, name, await certificate(name))));
}

describe('Argo CD', () => {
  const here = fleet();

  describe.each(rounds(exampleCharts()).map((round, index) => [index + 1, round] as const))('examples, round %i', (_, round) => {
    let revision: string;
    let installed: Manifest[] = [];
    beforeAll(async () => {
      if (round.some(({ manifests }) => manifests.some(({ metadata }) => metadata.name === 'istio-ingressgateway'))) installed = await installIngressGateway();
      await apply(await certificates(round.flatMap(({ manifests }) => manifests)));
      for (const { name, yaml } of round) {
        // The only words that are written anew: from here no chart repository is reached but one on this machine.
        revision = await here.commit(name, yaml.replace('https://charts.example.com/istio', here.charts.url));
      }
      for (const { name, manifests } of round) {
        await here.argo.create(name, { repoURL: here.repository.url, path: name }, namespaceOf(manifests), ['CreateNamespace=true']);
      }
    });
    afterAll(async () => {
      await here.argo.remove(...round.map(({ name }) => name));
      await remove(installed);
    });

    /** With those that charts themselves emit. */
    const applications = round.flatMap(({ name, manifests }) => [
      name, ...manifests.filter(({ kind }) => kind === 'Application').map(({ metadata }) => metadata.name),
    ]);

    test.each(applications)('%s is synced and healthy', async name => {
      expect(await here.argo.synced(name, round.some(chart => chart.name === name) ? revision : undefined)).toEqual(SYNCED);
    });

    test.each(applications)('%s stays so after a hard refresh, with nothing synced again', staysSynced);

    test.each(round.map(({ name }) => name))('%s also with ServerSideApply=true', async name => {
      await here.argo.change(name, { syncPolicy: { syncOptions: SYNC_OPTIONS } });
      await staysSynced(name);
    });
  });

  async function staysSynced(name: string): Promise<void> {
    const before = (await here.argo.application(name)).status.operationState;
    await here.argo.refresh(name, 'hard');
    expect(await here.argo.drift(name)).toEqual([]);
    expect(await here.argo.status(name)).toEqual(SYNCED);
    expect((await here.argo.application(name)).status.operationState).toEqual(before);
  }
});
