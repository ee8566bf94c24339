import { described } from './describe';
import { NOT_THERE, propertyInstead, toWrite } from './remedies';
import { ENUMS, STRUCTS } from './table';
import { isObject, isOf, isOpen, propertiesOf } from './types';
import { Fault } from '../fault';

/** What is called, and where in the tree of constructs. */
export interface Door {
  readonly name: string;
  readonly at?: { readonly node: { readonly path: string } };
}

/** Throws where a value does not have its type. `place` is where in the arguments it is: `hosts[0]`. */
export type Check = (value: unknown, place: string, door: Door) => void;

const KNOWN = new Map<string, Check>();

export function checkOf(type: string, optional: boolean): Check {
  const key = optional ? `${type}?` : type;
  const known = KNOWN.get(key) ?? (type === 'unchecked' ? () => {} : orMissing(type, optional));
  KNOWN.set(key, known);
  return known;
}

function orMissing(type: string, optional: boolean): Check {
  // Structs may hold themselves, so they are read when they are needed.
  let check: Check | undefined;
  return (value, place, door) => {
    // What a list may hold has rules of its own.
    if (value === undefined || value === '' && !optional && !place.endsWith(']')) {
      if (optional) return;
      throw new Fault('missing-value', {
        what: `${place} of ${door.name} is ${value === '' ? 'an empty text' : 'missing'}`,
        why: 'nothing that decides who gets in is guessed, and a variable that nobody set looks the same',
        instead: `write ${toWrite(type, place)}`,
      }, door.at);
    }
    check ??= presentOf(type);
    check(value, place, door);
  };
}

function presentOf(type: string): Check {
  if (type.endsWith('[]')) return listOf(type);
  if (type.endsWith('{}')) return mapOf(type);
  if (type in ENUMS) return enumOf(type);
  if (type in STRUCTS) return structOf(type);
  return (value, place, door) => {
    if (type === 'any' ? value === null : !isOf(type, value)) throw wrong(type, value, place, door);
  };
}

function wrong(type: string, value: unknown, place: string, door: Door): Fault {
  // Whoever reads a log is not to find a secret there.
  const secret = place === 'valueInManifest';
  return new Fault('wrong-type', {
    what: `${place} of ${door.name} is ${secret ? 'not a text' : described(value)}`,
    why: 'it would be read as something else, or as nothing',
    instead: `write ${secret ? toWrite(type, place) : toWrite(type, place, value)}`,
  }, door.at);
}

function listOf(type: string): Check {
  const element = checkOf(type.slice(0, -2), false);
  return (value, place, door) => {
    if (!Array.isArray(value)) throw wrong(type, value, place, door);
    // Not forEach, which leaves out what is missing.
    for (let index = 0; index < value.length; index++) element(value[index], `${place}[${index}]`, door);
  };
}

function mapOf(type: string): Check {
  const element = checkOf(type.slice(0, -2), true);
  return (value, place, door) => {
    if (!isObject(value)) throw wrong(type, value, place, door);
    for (const [name, one] of Object.entries(value)) element(one, `${place}['${name}']`, door);
  };
}

function enumOf(type: string): Check {
  const values = new Set<unknown>(Object.values(ENUMS[type]));
  return (value, place, door) => {
    if (values.has(value)) return;
    throw new Fault('unknown-value', {
      what: `${place} of ${door.name} is ${described(value)}, which ${type} does not have`,
      why: 'it would be taken for one of its values, and not for the one that was meant',
      instead: `write ${toWrite(type, place, value)}`,
    }, door.at);
  };
}

function structOf(type: string): Check {
  const properties = propertiesOf(type);
  const names = properties.map(({ name }) => name);
  // An interface is a construct with a tree beneath it: what it need not have is its own affair.
  const checked = properties.filter(({ optional }) => !(optional && names.includes('node')))
    .map(({ name, type: of, optional }) => ({ name, check: checkOf(of, optional) }));
  return (value, place, door) => {
    if (!isObject(value)) throw wrong(type, value, place, door);
    const prefix = /^(options|props|attributes|request)$/.test(place) ? '' : `${place}.`;
    const unknown = isOpen(type) ? undefined : Object.keys(value).find(name => value[name] !== undefined && !names.includes(name));
    if (unknown !== undefined) {
      throw new Fault('unknown-property', {
        what: `${prefix}${unknown} of ${door.name} does not exist`,
        why: 'it would be ignored, and nothing would say so',
        instead: NOT_THERE[`${type}.${unknown}`] ?? `write ${propertyInstead(unknown, names)}`,
      }, door.at);
    }
    for (const { name, check } of checked) check(value[name], prefix + name, door);
  };
}
