import { rangeOf } from '../../../envoy/condition';
import { summary } from '../../../fault';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

const HEADER = /^request\.headers\[(x-forwarded-for|x-real-ip|x-envoy-external-address|cf-connecting-ip|true-client-ip|x-client-ip|forwarded)\]$/i;
/** A part of an address, with a wildcard at its beginning or end. */
const PART = /^\*?[\d.]*\d\.[\d.]*\*?$/;

export const HEADER_AS_ADDRESS = check('header-as-address', scene =>
  scene.policies.flatMap(({ rules }) => rules).flatMap(({ policy: { object }, when }) => when
    .filter(({ key }) => HEADER.test(key))
    .flatMap(({ key, values, notValues, path }): Problem[] => {
      const addresses = [...values, ...notValues].filter(value => rangeOf(value) || PART.test(value));
      const blocks = addresses.filter(value => value.includes('/'));
      if (addresses.length === 0) return [];
      return [{
        object,
        path,
        what: `${key} is compared with ${summary(blocks.length ? blocks : addresses)}`,
        ...blocks.length ? {} : { severity: LintSeverity.WARNING, why: 'a client can write this header, and proxies add to it: clients that are not listed get in, or clients that are listed do not' },
      }];
    })));
