import { App, Chart } from 'cdk8s';
import { IpAllowList, IpBlocks } from 'cdk8s-istio-source-ip';
import { Contest } from '../contest';
import '../support/loaded';
import { againstRaw, keepObjects, writtenIn } from '../support/against-raw';
import { gatewayIn } from '../support/gateway';

interface Size {
  readonly lists: number;
  readonly charts: number;
}

/** Short lists on one gateway, each for a host of its own. Both contestants are given the names: to make them from paths is cdk8s' work. */
export const contest: Contest<Size> = {
  title: 'Synth of many lists',
  rounds: 5,
  cases: {
    '1,000 lists': { lists: 1000, charts: 1 },
    '4,000 lists': { lists: 4000, charts: 1 },
    '1,000 lists in 10 charts': { lists: 1000, charts: 10 },
  },
  items: ({ lists }) => lists,
  prepare: (size, folder) => ({ objects: keepObjects(libraryApp, size, folder).length }),
  contestants: againstRaw(libraryApp),
  answer: writtenIn,
  bars: [
    { of: 'the library', to: 'raw ApiObjects', most: 1.25 },
    { of: 'the library', in: '4,000 lists', toCase: '1,000 lists', most: 4.4 },
    { of: 'raw ApiObjects', in: '4,000 lists', toCase: '1,000 lists' },
  ],
};

function libraryApp({ lists, charts }: Size, _: string, outdir: string): App {
  const app = new App({ outdir });
  const scopes = Array.from({ length: charts }, (__, index) => new Chart(app, `chart-${index}`, { namespace: 'edge' }));
  const hosts = Array.from({ length: lists }, (__, index) => `host-${index}.example.com`);
  const gateway = gatewayIn(scopes[0], 'gateway', hosts);
  hosts.forEach((host, index) => new IpAllowList(scopes[index % charts], `list-${index}`, {
    gateway,
    hosts: [host],
    metadata: { name: `list-${index}` },
    addresses: IpBlocks.of(`20.0.${index % 256}.0/25`, `30.0.0.${index % 256}`, `2001:db8:${index.toString(16)}::/48`),
  }));
  return app;
}
