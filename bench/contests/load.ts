import { createRequire } from 'module';
import { Contest } from '../contest';

type Use = 'loaded' | 'used';

const load = createRequire(__filename);
const PEERS = ['constructs', 'cdk8s', 'cdk8s-plus-28'];

/** What the library adds to an app that has loaded cdk8s and cdk8s-plus anyway. */
export const contest: Contest<Use> = {
  title: 'Loading',
  rounds: 15,
  cases: { 'require()': 'loaded', 'require() and the classes of a gateway with a list': 'used' },
  contestants: {
    'the library': use => {
      PEERS.forEach(load);
      return () => {
        const library = load('cdk8s-istio-source-ip');
        return use === 'loaded' || [library.ProxyProtocolGateway, library.TrustedTopology, library.Aws, library.IpAllowList, library.IpBlocks];
      };
    },
    'cdk8s and cdk8s-plus': () => () => PEERS.forEach(load),
  },
  bars: [
    { of: 'the library', in: 'require()', most: 0.01 },
    { of: 'the library', in: 'require() and the classes of a gateway with a list' },
    { of: 'the library', to: 'cdk8s and cdk8s-plus', in: 'require()' },
  ],
};
