import { Check, Door, checkOf } from './checks';
import { noteFactory } from './remedies';
import { CLASSES } from './table';
import { noteClass } from './types';

/*
 * Public constructors, factories and methods check what they get against what jsii knows of their types (table.ts). The compiler has not done that in
 * plain JavaScript, behind an `any`, and in languages where a value may be missing; and what is not known must not be taken for a default.
 */

/** Lets all factories and methods of a class check what they get. Beneath the class; its constructor calls `assertNew`. */
export function guardDoors(name: string, guarded: Function): void {
  noteClass(name, guarded);
  for (const [door, parameters] of Object.entries(CLASSES[name]).filter(([one]) => one !== 'new')) {
    const isStatic = door.startsWith('static ');
    const method = door.replace('static ', '');
    const holder = isStatic ? guarded : guarded.prototype;
    const original: Function = holder[method];
    const check = argumentsOf(parameters);
    const checks = {
      [method](this: unknown, ...given: unknown[]): unknown {
        check(given, { name: `${name}.${method}` });
        return original.apply(this, given);
      },
    };
    const opened = parameters.every(parameter => parameter.endsWith(': unchecked')) ? original : checks[method];
    Object.defineProperty(holder, method, { value: opened, writable: true, configurable: true });
    if (isStatic) noteFactory(opened, name, method);
  }
}

/** The same for a constructor: the first that it does. */
export function assertNew(name: string, ...given: unknown[]): void {
  const [scope, id] = given as [any, unknown];
  const path = [scope?.node?.path, id].filter(part => typeof part === 'string' && part !== '').join('/');
  argumentsOf(CLASSES[name].new)(given, { name: `new ${name}`, at: scope?.node && { node: { path } } });
}

type ArgumentsCheck = (given: readonly unknown[], door: Door) => void;

const KNOWN = new Map<readonly string[], ArgumentsCheck>();

function argumentsOf(parameters: readonly string[]): ArgumentsCheck {
  const known = KNOWN.get(parameters);
  if (known) return known;
  const checks = parameters.map((parameter, index): ArgumentsCheck => {
    const [, variadic, name, optional, type] = /^(\.\.\.)?(\w+)(\??): (.+)$/.exec(parameter)!;
    const check: Check = checkOf(type, optional === '?');
    return variadic
      ? (given, door) => given.slice(index).forEach((value, place) => check(value, `${name}[${place}]`, door))
      : (given, door) => check(given[index], name, door);
  });
  const all: ArgumentsCheck = (given, door) => checks.forEach(check => check(given, door));
  KNOWN.set(parameters, all);
  return all;
}
