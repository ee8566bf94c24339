import { inEnvoysSpelling } from '../envoy/message';
import { wireAddress } from '../envoy/wire-address';
import { ExtraFilter } from '../model/envoy-model';

/** What a filter names letter by letter; some of its addresses. */
export interface Named {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly headers: readonly string[];
  readonly addresses: readonly string[];
}

const known = new WeakMap<object, Named>();

export function namedBy({ holder }: ExtraFilter): Named {
  // Several checks ask, of each server that has the filter.
  const { value } = holder;
  if (!known.has(value)) known.set(value, find([...mapsIn(value)].map(inEnvoysSpelling)));
  return known.get(value)!;
}

function find(maps: readonly { readonly [field: string]: any }[]): Named {
  return {
    hosts: texts(maps, ':authority', /^(?:\(\?\w+\))?((?:\w|-|\\?\.)+)(?:\(.*)?$/),
    // Of an expression its beginning.
    paths: texts(maps, ':path', /^(?:\(\?\w+\))?(\/(?:\w|[~/-]|\\?\.(?![*+?]))+)/),
    headers: maps.flatMap(({ header_name: input, header }) => [input, inEnvoysSpelling(header).name].filter(name => typeof name === 'string')),
    addresses: maps.flatMap(({ address_prefix: address }) => address ?? []).map(String).filter(address => wireAddress(address)),
  };
}

function texts(maps: readonly { readonly [field: string]: any }[], header: string, literal: RegExp): string[] {
  const ofMatchers = maps.filter(({ input }) => inEnvoysSpelling(inEnvoysSpelling(inEnvoysSpelling(input).typed_config)).header_name === header)
    .map(({ value_match: match }) => match);
  const ofRules = maps.filter(({ name }) => String(name).toLowerCase().replace(/^host$/, ':authority') === header).map(({ string_match: match }) => match);
  const paths = header === ':path' ? maps.map(({ url_path: path }) => inEnvoysSpelling(path).path) : [];
  const named = [...ofMatchers, ...ofRules, ...paths].filter(Boolean).map(inEnvoysSpelling)
    .map(({ exact, prefix, safe_regex: regex }) => exact ?? prefix ?? literal.exec(String(inEnvoysSpelling(regex).regex))?.[1].replaceAll('\\', ''));
  return [...new Set(named)].filter(text => typeof text === 'string');
}

/** Of a long list the beginning is enough: it is one of addresses. */
function* mapsIn(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const entry of Object.values(value).slice(0, 20)) yield* mapsIn(entry);
}
