import { inEnvoysSpelling } from '../../../envoy/message';
import { valuePath } from '../../../istio/envoy-filter-patches';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { mapsIn } from '../../maps-in';
import { Problem } from '../../problem';

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';

/** Without a bucket it is there for routes that have one. */
const LIMITS = 'token_bucket';

/** @see https://github.com/envoyproxy/envoy/blob/v1.39.3/api/envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.proto */
const FRACTIONS = ['filter_enabled', 'filter_enforced'];

export const RATE_LIMIT_WITHOUT_EFFECT = check('rate-limit-without-effect', scene => scene.patches.filter(({ operation }) => operation !== 'REMOVE')
  .flatMap(patch => [...mapsIn(patch.value, valuePath(patch))].flatMap(({ map, path }): Problem[] => {
    const typed = inEnvoysSpelling(map);
    const config = typed.type_url === TYPE ? inEnvoysSpelling(typed.value) : typed;
    const missing = FRACTIONS.filter(field => config[field] === undefined);
    return ![typed['@type'], typed.type_url].includes(TYPE) || config[LIMITS] === undefined || missing.length === 0 ? [] : [{
      object: patch.object,
      path,
      what: `the rate limit has no ${missing.join(' and no ')}`,
      // Enabled alone, it counts, which may be all that is meant.
      severity: missing.includes('filter_enabled') ? undefined : LintSeverity.WARNING,
      instead: `write ${missing.map(field => `${field}: { default_value: { numerator: 100, denominator: HUNDRED } }`).join(', ')}`,
    }];
  })));
