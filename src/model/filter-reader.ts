import { ExtraFilter } from './envoy-model';
import { isFault, readFault } from './fault-filter';
import { Unread, inEnvoysSpelling } from '../envoy/message';
import { readRbacFilter, rbacKind } from '../envoy/rbac-filter';
import { INSERTS, Patch as AnyPatch } from '../istio/envoy-filter-patches';
import { list } from '../istio/list';
import { ManifestObject } from '../manifests/manifest-object';

type Patch = AnyPatch<ManifestObject>;

/** What a patch inserts: a filter, or why Envoy does not open the listener, or neither where it is not interpreted; with notes. */
export interface Inserted {
  readonly filter?: ExtraFilter;
  readonly refused?: string;
  readonly notes?: readonly string[];
}

/** Reads RBAC filters and fault filters, with their configuration or with a patch that has it. */
export class FilterReader {
  /** A filter is in many chains, and a long list takes time to read. */
  private readonly known = new Map<Patch, Inserted>();

  public constructor(private readonly patches: readonly Patch[]) {}

  public read(patch: Patch): Inserted {
    const inserted = this.known.get(patch) ?? this.interpret(patch);
    this.known.set(patch, inserted);
    return inserted;
  }

  private interpret(patch: Patch): Inserted {
    const { name, typed_config: config, config_discovery: discovery, disabled } = inEnvoysSpelling(patch.value);
    if (disabled) return notInterpreted(patch);
    if (discovery !== undefined) return this.discovered(patch, String(name), inEnvoysSpelling(discovery));
    return config === undefined ? { refused: withoutConfig(patch.from, name) } : configured(patch, patch);
  }

  private discovered(patch: Patch, name: string, { type_urls: types, default_config: fallback }: { readonly [field: string]: any }): Inserted {
    const { from } = patch;
    const sources = this.patches
      .filter(({ applyTo, operation, value }) => applyTo === 'EXTENSION_CONFIG' && INSERTS.includes(operation) && value.name === name);
    const [source, another] = sources;
    const missing = `${from} waits for the configuration ${name}, which no EnvoyFilter on this gateway has`;
    if (!source && fallback !== undefined) {
      const { notes = [], ...inserted } = configured(patch, { ...patch, value: { typed_config: fallback } });
      return { ...inserted, notes: [`${missing}: its default_config counts`, ...notes] };
    }
    if (!source) return { refused: `${missing}: the listener never becomes ready, and admits nobody` };
    if (another) {
      const both = `${source.from} and ${another.from}`;
      return { refused: `${both} both have the configuration ${name}: Envoy refuses both, and the listener never becomes ready` };
    }
    const type = String(inEnvoysSpelling(source.value).typed_config?.['@type']);
    return list(types).includes(type) ? configured(patch, source)
      : {
        refused: `${source.from} has the configuration ${name} with type ${type}, which ${from} does not accept: `
        + 'the listener never becomes ready',
      };
  }
}

function configured(patch: Patch, holder: Patch): Inserted {
  const config = inEnvoysSpelling(holder.value).typed_config;
  const http = patch.applyTo === 'HTTP_FILTER';
  const fault = http && isFault(config);
  if (!fault && rbacKind(config) !== (http ? 'http' : 'network')) return notInterpreted(holder);
  try {
    return { filter: fault ? { holder, rbac: {}, fault: readFault(config) } : { holder, rbac: readRbacFilter(config) } };
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    const kind = fault ? 'a fault filter' : 'an RBAC filter';
    if (error.byEnvoy) return { refused: `${holder.from} has ${kind} that Envoy refuses, and with it the listener: ${error.what}` };
    // It is there, whatever it says.
    return { filter: { holder, rbac: {} }, notes: [`${holder.from} has ${kind} that is not interpreted (${error.what}): what happens may differ`] };
  }
}

/** Why Envoy does not open a listener that has a filter without configuration. */
export function withoutConfig(from: string, filter: unknown): string {
  return `${from} names the filter ${filter} without typed_config: Envoy refuses every listener that has it`;
}

function notInterpreted({ from }: Patch): Inserted {
  return { notes: [`${from} changes filters in a way that is not interpreted: what happens may differ`] };
}
