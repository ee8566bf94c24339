import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { GatewayServer, IpAllowList, IpBlocks, ProxyProtocolGateway, TargetType, TrustedProxy, TrustedTopology } from 'cdk8s-istio-source-ip';
import { byArgoCd, fleet, SYNCED } from '../../fixtures/argo-cd';
import { changing, CHANGES, FIRST, Traffic } from '../../fixtures/changes';
import { Door, doors } from '../../fixtures/play';
import { API } from '../../rig/api';
import { Journal } from '../../rig/journal';
import { get, kubectl, list, Manifest, SYNC_OPTIONS } from '../../rig/kubernetes';
import { eventually } from '../../rig/programs';
import { AS_ARGO_CD, Scenario, Sync } from '../../rig/scenario';

const NAME = 'argo-changes';
const KINDS = [
  'api/v1/configmaps', 'api/v1/services', 'apis/apps/v1/deployments', 'apis/networking.istio.io/v1/gateways', 'apis/security.istio.io/v1/authorizationpolicies',
];

interface Commit {
  /** Name of the list; without one there is none. */
  readonly list?: string;
  readonly addresses?: string;
  /** Name of an object that asks for nothing. */
  readonly aside?: string;
  /** Another text gives other pods. */
  readonly pods?: string;
  readonly hosts?: string[];
}

const synth = ({ list: listName, addresses = '203.0.113.0/24', aside, pods, hosts = ['www.example.com'] }: Commit) => (outdir: string): App => {
  const app = new App({ outdir });
  const chart = new Chart(app, NAME, { namespace: NAME });
  const lb = TrustedProxy.layer4({
    name: 'lb', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true, targetType: TargetType.NODES, connectsFrom: IpBlocks.of('10.0.0.0/24'),
  });
  const gateway = new ProxyProtocolGateway(chart, 'gateway', {
    name: NAME, topology: new TrustedTopology({ proxies: [lb] }), servers: [GatewayServer.http({ name: 'http', hosts })],
  });
  if (pods) gateway.deployment!.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations/pods', pods));
  if (aside) new ApiObject(chart, 'aside', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: aside } });
  if (listName) new IpAllowList(chart, 'list', { metadata: { name: listName }, gateway, addresses: IpBlocks.of(addresses) });
  app.synth();
  return app;
};
const GUARD = `${NAME}-packet-source`;

async function policies(): Promise<string[]> {
  const { items } = await API.get(`apis/security.istio.io/v1/namespaces/${NAME}/authorizationpolicies`);
  return items.map(({ metadata }: Manifest) => metadata.name);
}

describe('Argo CD', () => {
  const here = fleet();

  /** Commits, and does not wait. */
  const push = (commit: Commit) => here.commit(NAME, list(Scenario.emit(synth(commit)).manifests));

  describe('what is in the cluster becomes what is in the repository:', () => {
    beforeAll(async () => {
      const revision = await push({ list: 'office' });
      await here.argo.create(NAME, { repoURL: here.repository.url, path: NAME }, NAME);
      expect(await here.argo.synced(NAME, revision)).toEqual(SYNCED);
    });
    afterAll(() => here.argo.remove(NAME));

    test('a list that somebody has opened is closed again', async () => {
      const before = await get('authorizationpolicy', NAME, 'office');
      await kubectl(['patch', 'authorizationpolicy', '-n', NAME, 'office', '--type=merge', '-p', '{"spec":{"action":"ALLOW","rules":[{}]}}']);
      await eventually('the list', async () => JSON.stringify((await get('authorizationpolicy', NAME, 'office')).spec) === JSON.stringify(before.spec));
    });
    test('a guard that somebody has deleted comes back', async () => {
      const before = await get('authorizationpolicy', NAME, GUARD);
      await kubectl(['delete', 'authorizationpolicy', '-n', NAME, GUARD]);
      await eventually('the guard', async () => JSON.stringify((await get('authorizationpolicy', NAME, GUARD)).spec) === JSON.stringify(before.spec));
    });
    test('an autoscaler may choose how many pods there are', async () => {
      await kubectl(['scale', 'deployment', '-n', NAME, NAME, '--replicas=4']);
      await here.argo.refresh(NAME, 'hard');
      expect(await here.argo.synced(NAME)).toEqual(SYNCED);
      expect((await get('deployment', NAME, NAME)).spec.replicas).toBe(4);
    });
    test('a list that is no longer in the repository is deleted', async () => {
      expect(await here.argo.synced(NAME, await push({}))).toEqual(SYNCED);
      expect(await policies()).toEqual([GUARD]);
    });
    test('while pods do not become ready, a list that is no longer in the repository stays, and later commits wait', async () => {
      expect(await here.argo.synced(NAME, await push({ list: 'office' }))).toEqual(SYNCED);
      here.controllers.stuck.add(NAME);
      const renamed = await push({ list: 'renamed', pods: 'new' });
      await eventually('the new list', async () => { await here.argo.refresh(NAME); return (await policies()).includes('renamed'); });
      await push({ list: 'renamed', addresses: '198.51.100.0/24', pods: 'new' });
      expect(await here.argo.synced(NAME, renamed, 15)).toMatchObject({ sync: 'OutOfSync', health: 'Progressing', operation: 'Running' });
      expect(await policies()).toEqual([GUARD, 'office', 'renamed']);
      expect(JSON.stringify((await get('authorizationpolicy', NAME, 'renamed')).spec)).toContain('203.0.113.0/24');
    });
    test('and all of it comes when the pods are ready', async () => {
      here.controllers.stuck.delete(NAME);
      await eventually('the last commit', async () => JSON.stringify((await get('authorizationpolicy', NAME, 'renamed')).spec).includes('198.51.100.0/24'));
      expect(await here.argo.synced(NAME)).toEqual(SYNCED);
      expect(await policies()).toEqual([GUARD, 'renamed']);
    });
  });

  test('the order that is played where Argo CD does not run is its own', async () => {
    const written: string[][] = [];
    for (const sync of [byArgoCd(here, NAME), AS_ARGO_CD]) {
      const scenario = await Scenario.up(synth({ list: 'office', aside: 'before' }));
      const journal: Journal[] = [];
      const recorded: Sync = async change => {
        if (sync !== AS_ARGO_CD) await sync({ ...change, next: [...change.before] });
        journal.push(await Journal.open(NAME, KINDS));
        await sync(change);
      };
      await scenario.sync(synth({ list: 'renamed', aside: 'after', pods: 'new', hosts: ['www.example.com', 'admin.example.com'] }), undefined, recorded);
      written.push(journal[0].close());
      if (sync !== AS_ARGO_CD) await here.argo.remove(NAME);
      await scenario.down();
    }
    expect(written[0]).toEqual([
      'deleted ConfigMap before',
      'added ConfigMap after',
      `modified Deployment ${NAME}`,
      `modified Gateway ${NAME}`,
      'added AuthorizationPolicy renamed',
      'deleted AuthorizationPolicy office',
    ]);
    expect(written[1]).toEqual(written[0]);
  });

  describe('while a list changes its objects', () => {
    const asksForNothing = (manifest: Manifest): Manifest[] => [
      { ...manifest, metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, [SYNC_OPTIONS]: '' } } },
    ];
    let scenario: Scenario;
    let all: Door[];
    let sync: Sync;
    beforeAll(async () => {
      scenario = await Scenario.up(changing(FIRST));
      all = scenario.objects('Gateway')[0].spec.servers.flatMap((server: never) => doors(scenario.gateway(), server));
      sync = byArgoCd(here, 'changes');
    });
    afterAll(async () => {
      await here.argo.remove('changes');
      await scenario.down();
    });

    test.each(CHANGES)('%s: nobody gets in or out', async (_, shape) => {
      const traffic = new Traffic(all);
      await scenario.sync(changing(shape), undefined, sync);
      await traffic.end();
      expect({ admitted: [...traffic.admitted], refused: [...traffic.refused] }).toEqual({ admitted: [], refused: [] });
    });

    test('where no object asks for PruneLast strangers get in for a moment, and this sees them', async () => {
      await scenario.sync(changing(FIRST), asksForNothing, sync);
      const admitted: string[] = [];
      for (const [, shape] of CHANGES) {
        const traffic = new Traffic(all);
        await scenario.sync(changing(shape), asksForNothing, sync);
        await traffic.end();
        admitted.push(...traffic.admitted);
      }
      expect(admitted.length).toBeGreaterThan(0);
    });
  });
});
