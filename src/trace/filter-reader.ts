import { isFault, readFault } from './fault-filter';
import { INSERTS, Patch, spelled } from './patches';
import { ExtraFilter } from './plan';
import { Unread } from '../envoy/message';
import { readRbacFilter, rbacKind } from '../envoy/rbac-filter';
import { list } from '../istio/list';

/** What a patch inserts: a filter that is understood, or why Envoy does not open the listener, or neither. */
export interface Inserted {
  readonly filter?: ExtraFilter;
  readonly refused?: string;
}

/** Reads RBAC filters and fault filters, whose configuration stands in them or in a patch of its own. */
export class FilterReader {
  /** A filter is in many chains, and a long list takes time. */
  private readonly known = new Map<Patch, Inserted>();

  public constructor(private readonly patches: readonly Patch[], private readonly note: (text: string) => void) {}

  public read(patch: Patch): Inserted {
    const inserted = this.known.get(patch) ?? this.interpret(patch);
    this.known.set(patch, inserted);
    return inserted;
  }

  private interpret(patch: Patch): Inserted {
    const { name, typed_config: config, config_discovery: discovery, disabled } = spelled(patch.value);
    if (disabled) return this.strange(patch);
    if (discovery !== undefined) return this.discovered(patch, String(name), spelled(discovery));
    return config === undefined ? { refused: `${patch.from} names the filter ${name} without typed_config: Envoy refuses every listener that has it` } : this.configured(patch, patch);
  }

  private discovered(patch: Patch, name: string, { type_urls: types, default_config: usual }: { readonly [field: string]: any }): Inserted {
    const { from } = patch;
    const givers = this.patches.filter(({ applyTo, operation, value }) => applyTo === 'EXTENSION_CONFIG' && INSERTS.includes(operation) && value?.name === name);
    const [giver, another] = givers;
    if (!giver && usual !== undefined) {
      this.note(`${from} waits for the configuration ${name}, which no EnvoyFilter on this gateway gives: its default_config takes the place`);
      return this.configured(patch, { ...patch, value: { typed_config: usual } });
    }
    if (!giver) return { refused: `${from} waits for the configuration ${name}, which no EnvoyFilter on this gateway gives: the listener never gets ready, and admits nobody` };
    if (another) return { refused: `${giver.from} and ${another.from} both give the configuration ${name}: Envoy refuses both, and the listener never gets ready` };
    const type = String(spelled(giver.value).typed_config?.['@type']);
    return list(types).includes(type) ? this.configured(patch, giver)
      : { refused: `${giver.from} gives the configuration ${name} the type ${type}, which ${from} does not expect: the listener never gets ready` };
  }

  private configured(patch: Patch, holder: Patch): Inserted {
    const config = spelled(holder.value).typed_config;
    const http = patch.applyTo === 'HTTP_FILTER';
    const fault = http && isFault(config);
    if (!fault && rbacKind(config) !== (http ? 'http' : 'network')) return this.strange(holder);
    try {
      return { filter: fault ? { holder, rbac: {}, fault: readFault(config) } : { holder, rbac: readRbacFilter(config) } };
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      const kind = fault ? 'a fault filter' : 'an RBAC filter';
      if (error.byEnvoy) return { refused: `${holder.from} has ${kind} that Envoy refuses, and with it the listener: ${error.what}` };
      this.note(`${holder.from} has ${kind} that is not interpreted (${error.what}): what happens may differ`);
      return {};
    }
  }

  private strange({ from }: Patch): Inserted {
    this.note(`${from} changes filters in a way that is not interpreted: what happens may differ`);
    return {};
  }
}
