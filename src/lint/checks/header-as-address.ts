import { rangeOf } from '../../envoy/condition';
import { summary } from '../../fault';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

const HEADER = /^request\.headers\[(x-forwarded-for|x-real-ip|x-envoy-external-address|cf-connecting-ip|true-client-ip|x-client-ip|forwarded)\]$/i;

export const HEADER_AS_ADDRESS: Check = {
  code: 'header-as-address',
  severity: LintSeverity.ERROR,
  title: 'a header is compared with addresses',
  why: 'headers are compared as texts: a block matches nothing',
  find: scene => scene.policies.flatMap(({ rules }) => rules).flatMap(({ policy: { object }, when }) => when
    .filter(({ key }) => HEADER.test(key))
    .flatMap(({ key, values, notValues, path }): Problem[] => {
      const addresses = [...values, ...notValues].filter(value => rangeOf(value));
      const blocks = addresses.filter(value => value.includes('/'));
      if (addresses.length === 0) return [];
      return [{
        object,
        path,
        what: `${key} is compared with ${summary(blocks.length ? blocks : addresses)}`,
        instead: 'write remoteIpBlocks or notRemoteIpBlocks, and let gatewayTopology say which proxies are believed',
        ...blocks.length ? {} : { severity: LintSeverity.WARNING, why: 'a client may write this header himself, and proxies add to it: who is not listed gets in, or who is listed does not' },
      }];
    })),
};
