import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { mapsIn } from '../../maps-in';
import { Policy } from '../../policy-rule';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

const LISTS = ['from', 'to', 'when', 'hosts', 'notHosts', 'paths', 'notPaths', 'ports', 'notPorts', 'methods', 'notMethods', 'ipBlocks', 'notIpBlocks',
  'remoteIpBlocks', 'notRemoteIpBlocks', 'principals', 'notPrincipals', 'requestPrincipals', 'notRequestPrincipals', 'namespaces', 'notNamespaces',
  'serviceAccounts', 'notServiceAccounts', 'values', 'notValues'];

export const EMPTY_LIST = check('empty-list', scene =>
  scene.policies.flatMap(policy => [...withoutRules(policy, scene), ...ofFields(policy)]));

function ofFields({ object }: Policy): Problem[] {
  return [...mapsIn(object.spec.rules, ['spec', 'rules'])].flatMap(({ map, path }) => Object.entries(map)
    .filter(([key, value]) => LISTS.includes(key) && isEmpty(value))
    .map(([key]) => ({
      object,
      path: [...path, key],
      what: `${key} is empty`,
      instead: `write what is meant into ${key}, or leave it out if everything is meant`,
      ...saysMore(map, key) ? BESIDE_OTHERS : {},
    })));
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

/** What a template leaves of a field that nobody filled, where the fields beside it may be all that is meant. */
const BESIDE_OTHERS = {
  why: 'it does not mean "nobody": istiod reads it as if it were not there, and the fields beside it decide alone',
  severity: LintSeverity.WARNING,
};

/** Whether a source, an operation or a condition has other values, or a rule has all but its conditions or operations. */
function saysMore(map: any, key: string): boolean {
  const others = Object.entries(map).filter(([name, value]) => name !== key && Array.isArray(value) && !isEmpty(value)).map(([name]) => name);
  return key === 'when' || key === 'to' ? others.includes('from') : key !== 'from' && others.length > 0;
}

/** Without rules an ALLOW admits nobody, which may be meant where nothing is written; the others never match. */
function withoutRules(policy: Policy, scene: Scene): Problem[] {
  const { object, action, rules, dryRun } = policy;
  if (rules.length > 0 || dryRun) return [];
  const written = object.spec.rules !== undefined;
  const path = ['spec', ...written ? ['rules'] : []];
  if (action !== 'ALLOW') {
    return [{
      object,
      path,
      what: `a ${action} without rules matches nothing`,
      why: "istiod's webhook refuses it; where no webhook is asked, nothing comes of it",
      instead: 'write what is meant into rules; rules: [{}] is everything',
    }];
  }
  const closed = scene.knownGatewaysOf(policy).find(({ enforced }) => enforced.every(other => other.object === object || other.action !== 'ALLOW'));
  return !written && closed === undefined ? [] : [{
    object,
    path,
    what: closed === undefined ? 'rules is empty: the policy admits nobody' : `it has no rules, and no other ALLOW is on gateway ${closed.id}: nobody gets in there`,
    why: 'an ALLOW without rules denies every request that no other ALLOW admits',
    instead: 'write what is meant into rules; to deny everything, leave the whole specification but its selector empty',
    severity: written ? LintSeverity.WARNING : LintSeverity.INFO,
  }];
}
