import { rangeOf } from '../../../envoy/condition';
import { summary } from '../../../fault';
import { list } from '../../../istio/list';
import { GatewayService } from '../../../manifests/gateway-service';
import { IpBlocks } from '../../../net';
import { isIpv4 } from '../../../net/address';
import { OWN_NETWORKS } from '../../../net/own-networks';
import { prefixLengthOf } from '../../../net/ranges';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { AddressField, PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';
import { refusedBy } from '../../refusal';
import { Scene } from '../../scene';

export const WHOLE_WORLD = check('whole-world', scene => [...inPolicies(scene), ...scene.services.flatMap(sourceRanges)]);

function inPolicies(scene: Scene): Problem[] {
  return scene.lists.flatMap(rule => rule.addresses.filter(field => field.values.some(isShort) && admits(rule, field)).flatMap(field => {
    const found = judge(rule, field);
    return found === undefined ? [] : [{
      object: rule.policy.object,
      path: field.path,
      ...found,
    } satisfies Problem];
  }));
}

/** Alone it says what is the default; beside others it makes them mean nothing. */
function sourceRanges({ spec, at }: GatewayService): Problem[] {
  const values = list(spec.loadBalancerSourceRanges).map(String);
  return [WORLD.ipv4, WORLD.ipv6].flatMap((world): Problem[] => {
    const own = values.filter(value => blocksOf([value])?.intersect(world).isEmpty === false);
    const others = own.filter(value => !/\/[01]$/.test(value));
    return others.length === 0 || !blocksOf(own)!.includesAll(world) ? [] : [{
      ...at(['spec', 'loadBalancerSourceRanges']),
      what: `it holds every ${world === WORLD.ipv4 ? 'IPv4' : 'IPv6'} address, and the load balancer admits everybody: ${summary(others)} ${others.length > 1 ? 'mean' : 'means'} nothing beside it`,
      why: 'a load balancer admits whoever is in any of its ranges',
      instead: 'delete the ranges of the world; where everybody is meant, delete the others',
    }];
  });
}

/** Whether the field says who may get in; in an ALLOW that asks for more, that decides. */
function admits(rule: PolicyRule, { negated }: AddressField): boolean {
  const { action } = rule.policy;
  return action === 'DENY' ? negated : action === 'ALLOW' && !negated && refusedBy(rule) !== undefined;
}

const WORLD = { ipv4: IpBlocks.of('0.0.0.0/0'), ipv6: IpBlocks.of('2000::/3') };

function judge({ policy, everything }: PolicyRule, { name, values }: AddressField): Pick<Problem, 'what' | 'severity'> | undefined {
  const blocks = blocksOf(values);
  const deny = policy.action === 'DENY';
  const effect = deny ? 'the rule denies none of them' : 'the rule admits them all';
  if (blocks?.includesAll(WORLD.ipv4)) {
    // One host or path may be meant to be public.
    return { what: `${name} holds every IPv4 address: ${effect}`, severity: deny || everything ? undefined : LintSeverity.WARNING };
  }
  if (blocks?.includesAll(WORLD.ipv6)) return { what: `${name} holds every IPv6 address: where they reach the gateway, ${effect}`, severity: LintSeverity.WARNING };
  const large = values.filter(isShort).filter(isLarge);
  if (large.length > 0) return { what: `${name} has ${summary(large)}, a block larger than any proxy or list of clients needs`, severity: LintSeverity.WARNING };
  return undefined;
}

/** Without any such block it would take tens of thousands to cover a family. */
function isShort(value: string): boolean {
  return /\/(\d|1[0-5])$/.test(value);
}

/** Of these no block is too large. */
const NOBODYS = OWN_NETWORKS.union(IpBlocks.of('fe80::/10'));

/** Lists of clients may hold a /8, by country for example; from one no proxy connects (net/too-wide). */
function isLarge(value: string): boolean {
  const block = blocksOf([value]);
  if (!block || NOBODYS.includesAll(block)) return false;
  const { first, last } = rangeOf(value)!;
  return prefixLengthOf({ first, last }) < (isIpv4(first) ? 8 : 16);
}
