import { App, Chart } from 'cdk8s';
import { GatewayServer, IpAllowList, IpBlocks, LoadBalancer, LoadBalancerName, MatchEngine, ProxyProtocolGateway, TrustedTopology } from 'cdk8s-istio-source-ip';
import { WHOLE } from '../../../test/support/random';
import { fleet, SYNCED } from '../../fixtures/argo-cd';
import { API } from '../../rig/api';
import { SYNC_OPTIONS } from '../../rig/argo-cd';
import { Manifest } from '../../rig/kubernetes';

const NAME = 'argo-long-list';
const MINUTES = 60_000;
/** More than Argo CD reads by default; 100,000 with WHOLE=1. */
const COUNT = WHOLE ? 100_000 : 50_000;

/** As docs/argo-cd.md sets it. */
const SETTINGS = {
  ARGOCD_REPO_SERVER_MAX_COMBINED_DIRECTORY_MANIFESTS_SIZE: '100M',
  ARGOCD_APPLICATION_CONTROLLER_KUBECTL_PARALLELISM_LIMIT: '1',
};

/** Every other address of a network, so that nothing merges. */
function address(index: number): string {
  const number = index * 2;
  return `100.${64 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}
const addresses = (count: number) => IpBlocks.of(...Array.from({ length: count }, (_, index) => address(index)));

const synth = (count: number) => (outdir: string): void => {
  const app = new App({ outdir });
  const chart = new Chart(app, NAME, { namespace: NAME });
  const gateway = new ProxyProtocolGateway(chart, 'gateway', {
    name: NAME,
    topology: new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] }),
    servers: [GatewayServer.http({ name: 'http', hosts: ['www.example.com'] })],
  });
  new IpAllowList(chart, 'list', { metadata: { name: 'list' }, gateway, addresses: addresses(count), engine: MatchEngine.ipTrie() });
  app.synth();
};

describe('Argo CD', () => {
  describe('a long list, by default', () => {
    // Before the hooks that stop it.
    afterAll(() => here.argo.remove(NAME), 10 * MINUTES);
    const here = fleet();

    test('is not read, and the Application says why', async () => {
      await here.repository.commit(NAME, synth(COUNT));
      await here.argo.create(NAME, { repoURL: here.repository.url, path: NAME }, NAME);
      await here.argo.refresh(NAME);
      const { status } = await here.argo.application(NAME);
      expect(status.conditions.map(({ message }: { message: string }) => message)).toEqual([expect.stringContaining('exceeded max combined manifest file size')]);
    }, 5 * MINUTES);
  });

  describe('a long list, with the settings of docs/argo-cd.md', () => {
    const seconds: Record<string, number> = {};
    afterAll(async () => {
      console.log(seconds);
      await here.argo.remove(NAME);
    }, 10 * MINUTES);
    const here = fleet(SETTINGS);

    async function push(what: string, count: number): Promise<void> {
      const revision = await here.repository.commit(NAME, synth(count));
      const started = Date.now();
      if (what === 'made') await here.argo.create(NAME, { repoURL: here.repository.url, path: NAME }, NAME, [...SYNC_OPTIONS, 'ApplyOutOfSyncOnly=true']);
      expect(await here.argo.synced(NAME, revision, 540)).toEqual(SYNCED);
      seconds[what] = (Date.now() - started) / 1000;
    }

    test('is synced', () => push('made', COUNT), 10 * MINUTES);

    test('stays so after a hard refresh, with nothing synced again', async () => {
      const before = (await here.argo.application(NAME)).status.operationState;
      await here.argo.refresh(NAME, 'hard');
      expect(await here.argo.drift(NAME)).toEqual([]);
      expect(await here.argo.status(NAME)).toEqual(SYNCED);
      expect((await here.argo.application(NAME)).status.operationState).toEqual(before);
    }, 2 * MINUTES);

    test('is shorter after the next commit', async () => {
      await push('changed', COUNT / 2);
      const { items } = await API.get(`apis/networking.istio.io/v1alpha3/namespaces/${NAME}/envoyfilters`);
      const text = JSON.stringify(items.map(({ spec }: Manifest) => spec));
      expect([COUNT / 2 - 1, COUNT / 2].map(index => new RegExp(`\\b${address(index)}\\b`).test(text))).toEqual([true, false]);
    }, 10 * MINUTES);
  });
});
