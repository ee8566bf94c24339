import { ExtraFilter, ExtraFilters, Refused } from './envoy-model';
import { Inserted } from './filter-reader';
import { Patch as AnyPatch, placeAmong } from '../istio/envoy-filter-patches';
import { HCM, TCP_PROXY } from '../istio/filter-names';
import { ManifestObject } from '../manifests/manifest-object';

type Patch = AnyPatch<ManifestObject>;

/** istiod's own filters in a gateway, in order. */
export const OWN = {
  http: [
    'istio.metadata_exchange', 'envoy.filters.http.ext_authz', 'envoy.filters.http.jwt_authn', 'envoy.filters.http.rbac',
    'envoy.filters.http.grpc_stats', 'istio.alpn', 'envoy.filters.http.fault', 'envoy.filters.http.cors', 'istio.stats', 'envoy.filters.http.router',
  ],
  beforeHttp: [HCM],
  tcp: ['envoy.filters.network.rbac', 'istio.stats', TCP_PROXY],
};

/** Those that every gateway has. */
const ALWAYS = ['envoy.filters.http.grpc_stats', 'envoy.filters.http.fault', 'envoy.filters.http.cors', 'envoy.filters.http.router', HCM, TCP_PROXY];

/** Those of AuthorizationPolicies. */
const POLICIES = ['envoy.filters.http.rbac', 'envoy.filters.network.rbac'];

interface Slot {
  readonly name: string;
  readonly own: boolean;
  readonly filter?: ExtraFilter;
}

/** The filters of a request or a connection, in order. */
export class FilterChain {
  private refused?: Refused;
  private readonly slots: Slot[];

  public constructor(kind: keyof typeof OWN, private readonly note: (text: string) => void) {
    this.slots = OWN[kind].map(name => ({ name, own: true }));
  }

  /** Inserts a filter where istiod does, which may be nowhere. A filter that is not interpreted has its place too. */
  public insert(patch: Patch, neighbourName: string | undefined, read: () => Inserted): void {
    const { operation, from, value } = patch;
    const place = placeAmong(this.slots, operation, neighbourName);
    if (place === undefined) return;
    const { filter, refused, notes = [] } = read();
    notes.forEach(this.note);
    const name = String(value?.name);
    const neighbour = this.slots.find(slot => slot.name === neighbourName);
    if (neighbour?.own && !ALWAYS.includes(neighbour.name)) {
      this.note(`${from} inserts a filter beside ${neighbour.name}, which is assumed to be there`);
    }
    const last = this.slots.at(-1)!.name;
    const afterLast = place === this.slots.length
      ? { why: `${from} inserts the filter ${name} after ${last}, which must be the last: Envoy refuses the listener`, by: patch } : undefined;
    this.refused ??= refused === undefined ? afterLast : { why: refused };
    this.slots.splice(place, 0, { name, own: false, filter });
  }

  public get extraFilters(): ExtraFilters {
    const policies = this.slots.findIndex(({ name, own }) => own && POLICIES.includes(name));
    const extra = (slots: readonly Slot[]) => slots.flatMap(({ filter }) => filter ?? []);
    const middle = Math.max(policies, 0);
    return { before: extra(this.slots.slice(0, middle)), after: extra(this.slots.slice(middle)), refused: this.refused };
  }
}
