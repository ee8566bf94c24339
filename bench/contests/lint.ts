import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, Chart, YamlOutputType } from 'cdk8s';
import { IpAllowList, IpBlocks, analysis } from 'cdk8s-istio-source-ip';
import { parseAllDocuments } from 'yaml';
import { Contest } from '../contest';
import '../support/loaded';
import { gatewayIn } from '../support/gateway';

interface Gateways {
  readonly manifests: number;
  readonly gateways: number;
  readonly lists: number;
}

/** From text to findings, against only parsing the same text. */
export const contest: Contest<Gateways> = {
  title: 'Lint',
  rounds: 5,
  cases: {
    '5,000 manifests of 500 gateways': { manifests: 5000, gateways: 500, lists: 500 },
    '5,000 manifests of one gateway': { manifests: 5000, gateways: 1, lists: 4991 },
  },
  items: ({ manifests }) => manifests,
  prepare: (input, folder) => {
    const text = manifestsOf(input);
    writeFileSync(join(folder, 'manifests.yaml'), text);
    return { manifests: parseAllDocuments(text).length, bytes: text.length };
  },
  contestants: {
    lint: (_, folder) => {
      const text = readFileSync(join(folder, 'manifests.yaml'), 'utf8');
      return () => new analysis.Linter().lint(analysis.Manifests.fromText(text)).findings.length;
    },
    yaml: (_, folder) => {
      const text = readFileSync(join(folder, 'manifests.yaml'), 'utf8');
      return () => parseAllDocuments(text).map(document => document.toJS()).length;
    },
  },
  bars: [{ of: 'lint', to: 'yaml', most: 3 }],
};

function manifestsOf({ gateways, lists }: Gateways): string {
  const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_APP });
  const chart = new Chart(app, 'chart', { namespace: 'edge' });
  for (let index = 0; index < gateways; index++) {
    const gateway = gatewayIn(chart, `gateway-${index}`, [`www-${index}.example.com`]);
    for (let list = index; list < lists; list += gateways) {
      new IpAllowList(chart, `list-${list}`, { gateway, addresses: IpBlocks.of(`20.0.${list % 256}.0/24`, '2001:db8::/32') });
    }
  }
  return app.synthYaml();
}
