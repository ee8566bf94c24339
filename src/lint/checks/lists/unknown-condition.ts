import { nearest } from '../../../istio/object-schema';
import { attribute } from '../../../istio/policy-fields';
import { check } from '../../check';
import { Problem } from '../../problem';

/** Keys of conditions, as far as they have no part that users choose. */
const KEYS = ['connection.sni', 'destination.ip', 'destination.port', 'remote.ip', 'request.auth.audiences', 'request.auth.presenter', 'request.auth.principal',
  'source.ip', 'source.namespace', 'source.principal', 'source.serviceAccount', 'source.trustDomain'];

/** What people write of other systems, and of Envoy. */
const MEANT: { readonly [key: string]: string } = {
  'client.ip': 'remote.ip',
  'source.address': 'source.ip',
  'source.remoteIp': 'remote.ip',
  'request.remote.ip': 'remote.ip',
  'request.host': 'operation.hosts',
  'request.path': 'operation.paths',
  'request.method': 'operation.methods',
};

const READING = { namespace: '', literal: true, trustDomains: [] };

export const UNKNOWN_CONDITION = check('unknown-condition', scene => scene.policies.flatMap(({ object, rules }) => rules.flatMap(({ when }) => when
  .flatMap(({ key, path, values, notValues }): Problem[] => {
    const isNamed = !key.startsWith('request.headers') || /^request\.headers\[.+\]$/.test(key);
    if (isNamed && attribute(key, READING) !== undefined) {
      return values.length + notValues.length > 0 ? [] : [{
        object, path, what: `the condition ${key} has neither values nor notValues`, instead: 'write values: [...] or notValues: [...]',
      }];
    }
    const [, header] = /^request\.headers?[.[]([\w-]+)\]?$/i.exec(key) ?? [];
    const meant = header === undefined ? MEANT[key] ?? nearest(key, KEYS) : `request.headers[${header}]`;
    return [{
      object,
      path: [...path, 'key'],
      what: `there is no condition ${key}`,
      instead: meant ? `write ${meant}` : `the conditions are ${KEYS.join(', ')}, request.headers[<name>] and request.auth.claims[<name>]`,
    }];
  }))));
