import { ApiObject, Chart } from 'cdk8s';
import { IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway } from 'cdk8s-istio-source-ip';

/** Admits nobody but those on the list to the gateway, which has the chart's name. */
export type Way = (chart: Chart, gateway: ProxyProtocolGateway, addresses: readonly string[]) => void;

/** Entries of one AuthorizationPolicy. Those in the form ALLOW add up, so that a list of any length can be written in it. */
const POLICY = 5_000;

export const WAYS: Record<string, Way> = {
  'no list': () => undefined,
  'AuthorizationPolicy': (chart, _, addresses) => {
    for (let index = 0; index * POLICY < addresses.length; index++) {
      const spec: object = {
        selector: { matchLabels: { istio: chart.node.id } },
        action: 'ALLOW',
        rules: [{ from: [{ source: { ipBlocks: addresses.slice(index * POLICY, (index + 1) * POLICY) } }] }],
      };
      new ApiObject(chart, `list-${index}`, { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: `list-${index}` }, ...{ spec } });
    }
  },
  'IP trie': (chart, gateway, addresses) => {
    new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of(...addresses), engine: MatchEngine.ipTrie() });
  },
};
