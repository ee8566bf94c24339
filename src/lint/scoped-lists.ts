import { GatewayView } from './gateway-view';
import { Operation, PolicyRule } from './policy-rule';
import { Scene } from './scene';
import { Seen } from '../envoy/seen';
import { HOST, Kind, PATH } from '../istio/policy-fields';

/** The part of a list that is about some hosts or paths, on one gateway. */
export interface ScopedList {
  readonly rule: PolicyRule;
  readonly operation: Operation;
  readonly gateway: GatewayView;
}

const SCOPES = ['hosts', 'notHosts', 'paths', 'notPaths'];

export function scopedLists(scene: Scene): ScopedList[] {
  return scene.lists.filter(({ policy }) => ['ALLOW', 'DENY'].includes(policy.action)).flatMap(rule => rule.operations
    .filter(({ values }) => SCOPES.some(field => values(field).length > 0))
    .flatMap(operation => scene.knownGatewaysOf(rule.policy).map(gateway => ({ rule, operation, gateway }))));
}

export function isAboutHost({ values }: Operation, host: string): boolean {
  return fits(HOST, ':authority', host, values('hosts'), values('notHosts'));
}

export function isAboutPath({ values }: Operation, path: string): boolean {
  return fits(PATH, ':path', path, values('paths'), values('notPaths'));
}

function fits(kind: Kind, header: string, text: string, values: readonly string[], notValues: readonly string[]): boolean {
  const nobody = { number: 0n, text: '' };
  const seen: Seen = { direct: nobody, remote: nobody, serverName: '', headers: new Map([[header, text]]) };
  return (values.length === 0 || kind.condition(values).holds(seen)) && !(notValues.length > 0 && kind.condition(notValues).holds(seen));
}

/** One path for each pattern that an operation names. */
export function pathsOf({ values }: Operation): string[] {
  return values('paths').map(pattern => pattern.replace(/\{\*{1,2}\}/g, 'x').replace(/\*$/, '').replace(/^\*\/?|^(?!\/)/, '/'));
}
