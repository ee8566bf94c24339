import { mkdtempSync, writeFileSync } from 'fs';
import { join } from 'path';
import { STANDS } from '../fixtures/stands';
import { istioctl } from '../rig/istio';
import { parse } from '../rig/kubernetes';
import { RIG } from '../rig/programs';

describe('Admission', () => {
  test.each(STANDS.map(({ name, topology }) => [name, topology()] as const))('istioctl takes the IstioOperator document for the whole mesh: %s', async (_, topology) => {
    const file = join(mkdtempSync(`${RIG}/operator-`), 'istio-operator.yaml');
    writeFileSync(file, topology.toIstioOperator());
    const { stdout } = await istioctl('manifest', 'generate', '-f', file, '-d', '/run/tools/manifests');
    const { data } = parse(stdout).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio')!;
    expect(parse(data.mesh)[0].defaultConfig.gatewayTopology).toEqual(topology.toProxyConfig().gatewayTopology);
  });
});
