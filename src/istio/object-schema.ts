/** What may be written in a field: scalars by name, `any` for what no schema says. */
export type FieldSchema = 'any' | 'string' | 'integer' | 'number' | 'boolean'
  | { readonly one: readonly string[] }
  | { readonly list: FieldSchema }
  | { readonly map: FieldSchema }
  | { readonly fields: { readonly [name: string]: FieldSchema } };

/** A kind of object, as the CRDs of several versions together know it. */
export interface ObjectFields {
  readonly versions: readonly string[];
  /** Undefined for kinds whose fields are not looked at. */
  readonly spec?: FieldSchema;
}

export type Path = readonly (string | number)[];

/** What the API server does not take as it is written. */
export interface FieldMistake {
  readonly path: Path;
  /** Whether the schema has no such field; else the value is wrong. */
  readonly isUnknown: boolean;
  readonly what: string;
  readonly instead: string;
  /** Whether the name is much like one that there is; others may come with a newer version. */
  readonly isKnown: boolean;
}

/** Every field below a value that its schema does not have, and every value of a wrong type. */
export function fieldMistakes(value: unknown, schema: FieldSchema, path: Path): FieldMistake[] {
  return new Reader(schema, path).read(value, schema, path);
}

/** Values that another tool fills in before the API server sees them. */
const PLACEHOLDER = /\$[{(A-Za-z]|\{\{|<[^>]*>|%[({]/;

/** Fields of old, by what came in their place. */
const RENAMED: { readonly [name: string]: string } = { workloadLabels: 'workloadSelector', filters: 'configPatches', listenerMatch: 'match', filterConfig: 'patch' };

class Reader {
  private knownPlaces?: readonly Path[];

  public constructor(private readonly root: FieldSchema, private readonly rootPath: Path) {}

  public read(value: unknown, schema: FieldSchema, path: Path): FieldMistake[] {
    // The API server leaves nulls out.
    if (schema === 'any' || value === null || value === undefined) return [];
    if (typeof schema === 'string') return isScalar(value, schema) ? [] : this.wrong(value, article(schema), path);
    if ('one' in schema) return schema.one.includes(value as string) ? [] : this.wrong(value, `one of ${schema.one.join(', ')}`, path, schema.one);
    if ('list' in schema) {
      return Array.isArray(value) ? value.flatMap((entry, index) => this.read(entry, schema.list, [...path, index])) : this.wrong(value, 'a list', path);
    }
    if (typeof value !== 'object' || Array.isArray(value)) return this.wrong(value, 'a map', path);
    const entries = Object.entries(value);
    if ('map' in schema) return entries.flatMap(([name, entry]) => this.read(entry, schema.map, [...path, name]));
    // `$patch` and the like are for tools that read the file before the API server.
    return entries.filter(([name]) => !name.startsWith('$')).flatMap(([name, entry]) => Object.hasOwn(schema.fields, name)
      ? this.read(entry, schema.fields[name], [...path, name])
      : [this.unknown(name, entry, schema.fields, path)]);
  }

  private wrong(value: unknown, wanted: string, path: Path, choices: readonly string[] = []): FieldMistake[] {
    if (typeof value === 'string' && (PLACEHOLDER.test(value) || choices.length === 0 && /^[A-Z_]+$/.test(value))) return [];
    const name = path.filter(key => typeof key === 'string').at(-1);
    const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
    const isInMap = wanted === 'a text' && typeof value === 'object' && path.at(-1) === name;
    const instead = meant ? `write ${name}: ${meant}`
      : wanted === 'a list' && typeof value !== 'object' ? `write ${name}: [${JSON.stringify(value)}]`
        : wanted === 'a text' && typeof value !== 'object' ? `write it in quotes: "${value}"`
          : ['an integer', 'a number', 'true or false'].includes(wanted) && /^(\d+|true|false)$/.test(String(value)) ? `write it without quotes: ${value}`
            : isInMap ? `write its entries one level up, without ${name}` : `write ${wanted}`;
    return [{ path, isUnknown: false, isKnown: true, what: `${name} is ${shortened(value)}, and must be ${wanted}`, instead }];
  }

  private unknown(name: string, value: unknown, fields: { readonly [name: string]: FieldSchema }, path: Path): FieldMistake {
    const siblings = Object.keys(fields);
    const meant = nearest(name, siblings) ?? siblings.find(sibling => sibling === RENAMED[name]);
    const inMap = typeof value === 'string' ? siblings.find(sibling => typeof fields[sibling] === 'object' && 'map' in (fields[sibling] as object)) : undefined;
    const place = meant === undefined ? this.placeOf(name, path) : undefined;
    const [, , ...rest] = siblings;
    const instead = meant ? `write ${meant}`
      : place ? `write it as ${textOf(place)}`
        : inMap ? `write ${inMap}: { ${name}: ${String(value)} }`
          : siblings.length === 0 ? 'leave it out' : `the fields there are ${rest.length > 8 ? `${siblings.slice(0, 8).join(', ')} and others` : siblings.join(', ')}`;
    return {
      path: [...path, name],
      isUnknown: true,
      isKnown: (meant ?? place ?? inMap) !== undefined,
      what: `there is no field ${name} ${path.length === 0 ? 'beside spec' : `in ${textOf(path)}`}`,
      instead,
    };
  }

  /** The nearest place in the schema that has a field of that name. */
  private placeOf(name: string, path: Path): Path | undefined {
    this.knownPlaces ??= placesIn(this.root, this.rootPath);
    const at = path.map(key => typeof key === 'number' ? 0 : key);
    const shared = (place: Path) => place.findIndex((key, index) => key !== at[index]);
    const fits = this.knownPlaces.filter(place => plain(String(place.at(-1))) === plain(name));
    return fits.sort((a, b) => shared(b) - shared(a) || a.length - b.length)[0];
  }
}

function isScalar(value: unknown, schema: 'string' | 'integer' | 'number' | 'boolean'): boolean {
  return schema === 'integer' ? Number.isInteger(value) : typeof value === schema;
}

function article(schema: 'string' | 'integer' | 'number' | 'boolean'): string {
  return { string: 'a text', integer: 'an integer', number: 'a number', boolean: 'true or false' }[schema];
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** All fields of a schema, as paths in which every list has the index 0. */
function placesIn(schema: FieldSchema, path: Path): Path[] {
  if (typeof schema === 'string' || 'one' in schema || 'map' in schema) return [];
  if ('list' in schema) return placesIn(schema.list, [...path, 0]);
  return Object.entries(schema.fields).flatMap(([name, its]) => [[...path, name], ...placesIn(its, [...path, name])]);
}

function textOf(path: Path): string {
  return path.map(key => typeof key === 'number' ? '[]' : `.${key}`).join('').slice(1);
}

/** Without what people spell differently. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** The name that was probably meant. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const most = name.length < 4 ? 1 : 2;
  const [best] = names.map(other => ({ other, distance: distance(plain(name), plain(other)) }))
    .filter(({ other, distance: far }) => far <= most && far < other.length / 2)
    .sort((a, b) => a.distance - b.distance);
  return best?.other ?? (name.length > 5 ? names.find(other => plain(other).startsWith(plain(name))) : undefined);
}

/** How many letters must be written, left out or changed to make one of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [at, other] of [...b].entries()) next.push(Math.min(next[at] + 1, row[at + 1] + 1, row[at] + Number(letter !== other)));
    row = next;
  }
  return row[b.length];
}
