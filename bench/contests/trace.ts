import { App, Chart } from 'cdk8s';
import { IpAllowList, IpBlocks, analysis } from 'cdk8s-istio-source-ip';
import { Contest } from '../contest';
import '../support/loaded';
import { gatewayIn } from '../support/gateway';

interface Lists {
  readonly lists: number;
  readonly requests: number;
}

/** Requests to a gateway whose manifests have been read. */
export const contest: Contest<Lists> = {
  title: 'Trace',
  rounds: 5,
  cases: {
    '10,000 requests, one list': { lists: 1, requests: 10_000 },
    '10,000 requests, 100 lists': { lists: 100, requests: 10_000 },
  },
  items: ({ requests }) => requests,
  contestants: {
    'the library': ({ lists, requests }) => {
      const tracer = new analysis.Tracer(analysis.Manifests.fromCharts(gatewayWith(lists)));
      return () => {
        for (let index = 0; index < requests; index++) {
          tracer.trace({ peer: '10.0.0.1', proxy: `20.0.0.${index % 256}`, host: 'www.example.com', path: `/page/${index}` });
        }
      };
    },
  },
  bars: [{ of: 'the library' }],
};

function gatewayWith(lists: number): Chart {
  const chart = new Chart(new App(), 'chart', { namespace: 'edge' });
  const gateway = gatewayIn(chart, 'gateway', ['www.example.com']);
  for (let index = 0; index < lists; index++) {
    new IpAllowList(chart, `list-${index}`, { gateway, addresses: IpBlocks.of('20.0.0.0/12', `30.0.${index}.0/24`) });
  }
  return chart;
}
