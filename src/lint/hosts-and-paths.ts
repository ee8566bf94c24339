import { Operation } from './policy-rule';
import { ANY, Condition, NEVER, all, not } from '../envoy/condition';
import { Seen } from '../envoy/seen';
import { HOST, Kind, PATH } from '../istio/policy-fields';

/** What an operation asks about hosts and paths. */
interface Scope {
  readonly host: Condition;
  readonly path: Condition;
}

const scopes = new WeakMap<Operation, Scope>();

function scopeOf(operation: Operation): Scope {
  // Each host of a gateway is asked for.
  if (!scopes.has(operation)) {
    scopes.set(operation, { host: asked(HOST, operation.values('hosts'), operation.values('notHosts')), path: asked(PATH, operation.values('paths'), operation.values('notPaths')) });
  }
  return scopes.get(operation)!;
}

function asked(kind: Kind, values: readonly string[], notValues: readonly string[]): Condition {
  return all([values.length ? kind.condition(values) : ANY, not(notValues.length ? kind.condition(notValues) : NEVER)]);
}

export function isAboutHost(operation: Operation, host: string): boolean {
  return scopeOf(operation).host.holds(seenWith(':authority', host));
}

export function isAboutPath(operation: Operation, path: string): boolean {
  return scopeOf(operation).path.holds(seenWith(':path', path));
}

const NOBODY = { number: 0n, text: '' };

function seenWith(header: string, text: string): Seen {
  return { direct: NOBODY, remote: NOBODY, port: 0, serverName: '', headers: new Map([[header, text]]) };
}

/** One path for each pattern that an operation names. */
export function pathsOf({ values }: Operation): string[] {
  return values('paths').map(pattern => pattern.replace(/\{\*{1,2}\}/g, 'x').replace(/\*$/, '').replace(/^\*\/?|^(?!\/)/, '/'));
}

const HTTP = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'];

/** Whether it asks for what exists on HTTP alone. */
export function asksHttp({ values }: Operation): boolean {
  return HTTP.some(field => values(field).length > 0);
}
