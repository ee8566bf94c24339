import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { AddressListProps, IpAllowList, IpBlocks } from 'cdk8s-istio-source-ip';
import { Contest } from '../contest';
import '../support/loaded';
import { againstRaw, keepObjects, writtenIn } from '../support/against-raw';
import { cloudList } from '../support/cloud-list';
import { gatewayIn } from '../support/gateway';
import { randomPrefixes } from '../support/prefixes';

interface List {
  readonly entries: () => string[];
  readonly engine: Pick<AddressListProps, never>;
}

const ENTRIES = 100_000;
const AUTHORIZATION_POLICY = {};

/** From the list's file to YAML; the raw objects lie ready in memory. */
export const contest: Contest<List> = {
  title: 'Synth of one long list',
  rounds: 5,
  cases: {
    '100,000 random entries, AuthorizationPolicy': { entries: () => randomPrefixes(ENTRIES, [4, 4, 4, 6]), engine: AUTHORIZATION_POLICY },
    '100,000 cloud-like entries, AuthorizationPolicy': { entries: () => cloudList(ENTRIES), engine: AUTHORIZATION_POLICY },
  },
  items: () => ENTRIES,
  prepare: (list, folder) => {
    writeFileSync(listFile(folder), list.entries().join('\n'));
    const sizes = keepObjects(libraryApp, list, folder).map(object => JSON.stringify(object).length);
    return {
      'entries': ENTRIES,
      'blocks once minimised': IpBlocks.fromFile(listFile(folder)).toStrings().length,
      'objects, the gateway\'s own among them': sizes.length,
      'bytes in all': sizes.reduce((sum, size) => sum + size),
      'bytes the largest': Math.max(...sizes),
    };
  },
  contestants: againstRaw(libraryApp),
  answer: writtenIn,
  bars: [
    { of: 'the library', to: 'raw ApiObjects', most: 2 },
    { of: 'the library', to: 'raw ApiObjects', measure: 'bytes', most: 3 },
  ],
};

function listFile(folder: string): string {
  return join(folder, 'list.txt');
}

function libraryApp({ engine }: List, folder: string, outdir: string): App {
  const app = new App({ outdir });
  const chart = new Chart(app, 'chart', { namespace: 'edge' });
  const gateway = gatewayIn(chart, 'gateway', ['www.example.com']);
  new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.fromFile(listFile(folder)), ...engine });
  return app;
}
