/** Why a part of Envoy's configuration is not read. Thrown, because it can be at any depth. */
export class Unread {
  public constructor(
    public readonly what: string,
    /** Whether Envoy rejects it, and everything that it is a part of. */
    public readonly byEnvoy: boolean,
  ) {}
}

/** What may be valid, and is not interpreted here. */
export function unread(what: string): never {
  throw new Unread(what, false);
}

/** What Envoy never accepts. */
export function refused(what: string): never {
  throw new Unread(what, true);
}

/** The fields of a message under the names of Envoy's documentation, in either spelling of YAML. Any other field is unread. */
export function fields(message: unknown, known: readonly string[]): { readonly [name: string]: any } {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return unread(JSON.stringify(message) ?? 'a missing value');
  const named = Object.entries(message).filter(([, value]) => value !== null).map(([name, value]) => [snakeCase(name), value] as const);
  const strange = named.find(([name]) => !known.includes(name));
  return strange ? unread(strange[0]) : Object.fromEntries(named);
}

/** Reads the one field that is set of these. */
export function readChoice<T>(message: unknown, kinds: { readonly [name: string]: (value: any) => T }): T {
  const given = Object.entries(fields(message, Object.keys(kinds)));
  if (given.length !== 1) return given.length ? unread('several fields where one is expected') : refused('an empty message');
  const [[name, value]] = given;
  return kinds[name](value);
}

/** Reads each entry of a list that needs some. */
export function readEach<T>(list: unknown, read: (entry: unknown) => T, minimum = 1): T[] {
  if (list !== undefined && !Array.isArray(list)) return unread(JSON.stringify(list));
  const entries = list ?? [];
  if (entries.length >= minimum) return entries.map(read);
  return refused(minimum === 1 ? 'an empty list' : `a list of ${entries.length} where at least ${minimum} are needed`);
}

/** The type of an extension, and its configuration. */
export function readExtension(message: unknown): { readonly type: string; readonly config: { readonly [field: string]: unknown } } {
  const { name, typed_config: typed } = fields(message, ['name', 'typed_config']);
  const { '@type': type, ...config } = Object(typed);
  return name ? { type: String(type).replace(/^.*\//, ''), config } : refused('an extension without a name');
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

/** The fields of a message in Envoy's spelling, in either spelling of YAML; what is not a message has none. */
export function inEnvoysSpelling(message: unknown): { readonly [field: string]: any } {
  return typeof message === 'object' && message !== null && !Array.isArray(message)
    ? Object.fromEntries(Object.entries(message).map(([name, value]) => [snakeCase(name), value]))
    : {};
}
