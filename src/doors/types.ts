import { STRUCTS } from './table';

const CLASSES = new Map<string, Function>();

/** Lets objects of a class be recognized. */
export function noteClass(name: string, known: Function): void {
  CLASSES.set(name, known);
}

/** What others' classes are known by: there may be two copies of their libraries. */
const MEMBERS: { readonly [type: string]: string } = { Chart: 'generateObjectName', Construct: 'node', Duration: 'toMilliseconds', Node: 'scopes' };

/** What jsii calls the classes that it has compiled: an object may come from another copy of this library. */
const RTTI = Symbol.for('jsii.rtti');

/** Whether a value is a primitive of this type, or an object of this class. */
export function isOf(type: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === type;
  if (type in MEMBERS) return MEMBERS[type] in value;
  const known = CLASSES.get(type);
  return known !== undefined && (value instanceof known || ancestors(value).some(({ constructor }) => constructor?.[RTTI]?.fqn?.endsWith(`.${type}`)));
}

function ancestors(value: object): any[] {
  const parent = Object.getPrototypeOf(value);
  return parent ? [parent, ...ancestors(parent)] : [];
}

/** A property of a struct. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

export function propertiesOf(struct: string): Property[] {
  return Object.entries(STRUCTS[struct]).filter(([name]) => name !== '*')
    .map(([name, type]) => ({ name: name.replace('?', ''), type, optional: name.endsWith('?') }));
}

/** Whether it may have properties that the table does not know. */
export function isOpen(struct: string): boolean {
  return '*' in STRUCTS[struct];
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
