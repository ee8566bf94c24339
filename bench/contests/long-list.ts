import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { IpAllowList, IpBlocks, MatchEngine } from 'cdk8s-istio-source-ip';
import { Contest } from '../contest';
import '../support/loaded';
import { againstRaw, keepObjects, writtenIn } from '../support/against-raw';
import { cloudList } from '../support/cloud-list';
import { gatewayIn } from '../support/gateway';
import { randomPrefixes } from '../support/prefixes';

interface List {
  readonly count: number;
  readonly entries: (count: number) => string[];
  readonly engine: MatchEngine;
}

const random = (count: number) => randomPrefixes(count, [4, 4, 4, 6]);

/** From the list's file to YAML; the raw objects lie ready in memory. */
export const contest: Contest<List> = {
  title: 'Synth of one long list',
  rounds: 5,
  cases: {
    '100,000 random entries, trie': { count: 100_000, entries: random, engine: MatchEngine.ipTrie() },
    '100,000 cloud-like entries, trie': { count: 100_000, entries: cloudList, engine: MatchEngine.ipTrie() },
    '10,000 random entries, AuthorizationPolicy': { count: 10_000, entries: random, engine: MatchEngine.authorizationPolicy() },
  },
  items: ({ count }) => count,
  prepare: (list, folder) => {
    writeFileSync(listFile(folder), list.entries(list.count).join('\n'));
    const sizes = keepObjects(libraryApp, list, folder).map(object => JSON.stringify(object).length);
    return {
      'entries': list.count,
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
  new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.fromFile(listFile(folder)), engine });
  return app;
}
