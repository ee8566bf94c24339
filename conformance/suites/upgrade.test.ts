import { App, Chart, JsonPatch } from 'cdk8s';
import { GatewayServer, IpAllowList, IpBlocks, ProxyProtocolGateway, TrustedTopology } from 'cdk8s-istio-source-ip';
import { reached } from '../fixtures/play';
import { send } from '../rig/client';
import { GatewayPod } from '../rig/gateway-pod';
import { synced } from '../rig/istio';
import { Manifest } from '../rig/kubernetes';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const NAME = 'upgrade';
const LABEL = 'cdk8s-istio-source-ip/namespace';

/** The gateway, and as long as `isOld` its Istio Gateway without the label with the namespace, as docs/install.md says. */
const commit = (isOld: boolean) => (outdir: string): App => {
  const app = new App({ outdir });
  const chart = new Chart(app, NAME, { namespace: NAME });
  const gateway = new ProxyProtocolGateway(chart, 'gateway', {
    name: NAME, topology: new TrustedTopology({ proxies: [] }), servers: [GatewayServer.http({ name: 'http', hosts: ['www.example.com'] })],
  });
  if (isOld) gateway.gateway!.addJsonPatch(JsonPatch.remove(`/spec/selector/${LABEL.replace('/', '~1')}`));
  new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24') });
  app.synth();
  return app;
};

/** What versions before that label made: pods without it. */
const before = (manifest: Manifest): Manifest[] => {
  if (manifest.kind === 'Deployment') delete manifest.spec.template.metadata.labels[LABEL];
  return [manifest];
};

/** Who gets in: somebody listed, and somebody who is not. */
async function admitted(pod: GatewayPod): Promise<boolean[]> {
  const answers = await send(['203.0.113.7', '198.51.100.66'].map(from => ({ authority: 'www.example.com', from, to: `${pod.address}:8080`, timeoutMs: 2000 })));
  record(answers.length);
  return answers.map(answer => reached(answer) !== undefined);
}

describe('Upgrade', () => {
  let scenario: Scenario;
  let old: GatewayPod;
  const extra: GatewayPod[] = [];

  beforeAll(async () => {
    scenario = await Scenario.up(commit(true));
    await scenario.sync(commit(true), before);
    old = await GatewayPod.start(NAME, NAME);
    extra.push(old);
    await synced();
  });
  afterAll(async () => {
    await Promise.all(extra.map(pod => pod.stop()));
    await scenario?.down();
  });

  test("pods of before serve while the Gateway's selector stays, and so do new ones after the first commit", async () => {
    expect(old.pod.metadata.labels?.[LABEL]).toBeUndefined();
    expect(await admitted(old)).toEqual([true, false]);
    await scenario.sync(commit(true));
    const next = await GatewayPod.start(NAME, NAME);
    extra.push(next);
    await synced();
    expect(next.pod.metadata.labels?.[LABEL]).toBe(NAME);
    expect([await admitted(old), await admitted(next)]).toEqual([[true, false], [true, false]]);
  });

  test('after the second commit new pods serve, and pods of before no longer: so they have to be gone', async () => {
    await scenario.sync(commit(false));
    const [, next] = extra;
    expect(await admitted(next)).toEqual([true, false]);
    expect(await admitted(old)).toEqual([false, false]);
  });
});
