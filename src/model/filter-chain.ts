import { ExtraFilter, ExtraFilters } from './envoy-model';
import { Inserted } from './filter-reader';
import { HCM, Patch, TCP_PROXY, placeAmong } from '../istio/envoy-filter-patches';


/** Istio's own filters in a gateway, in order. */
const OWN = {
  http: [
    'istio.metadata_exchange', 'envoy.filters.http.ext_authz', 'envoy.filters.http.jwt_authn', 'envoy.filters.http.rbac', 'envoy.filters.http.grpc_stats',
    'istio.alpn', 'envoy.filters.http.fault', 'envoy.filters.http.cors', 'istio.stats', 'envoy.filters.http.router',
  ],
  beforeHttp: [HCM],
  tcp: ['envoy.filters.network.rbac', 'istio.stats', TCP_PROXY],
};

/** Those that nothing takes away. */
const ALWAYS = ['envoy.filters.http.grpc_stats', 'envoy.filters.http.fault', 'envoy.filters.http.cors', 'envoy.filters.http.router', HCM, TCP_PROXY];

/** Those of AuthorizationPolicies. */
const POLICIES = ['envoy.filters.http.rbac', 'envoy.filters.network.rbac'];

interface Slot {
  readonly name: string;
  readonly own: boolean;
  readonly filter?: ExtraFilter;
}

/** The filters that a request or a connection meets, in order. */
export class FilterChain {
  private refused?: string;
  private readonly slots: Slot[];

  public constructor(kind: keyof typeof OWN, private readonly note: (text: string) => void) {
    this.slots = OWN[kind].map(name => ({ name, own: true }));
  }

  /** Puts a filter where istiod puts it, which may be nowhere. What is not interpreted holds its place, too. */
  public insert({ operation, from, value }: Patch, beside: string | undefined, read: () => Inserted): void {
    const place = placeAmong(this.slots, operation, beside);
    if (place === undefined) return;
    const { filter, refused, notes = [] } = read();
    notes.forEach(this.note);
    const name = String(value?.name);
    const neighbour = this.slots.find(slot => slot.name === beside);
    if (neighbour?.own && !ALWAYS.includes(neighbour.name)) this.note(`${from} puts a filter beside ${neighbour.name}, which is taken to be there`);
    const last = this.slots.at(-1)!.name;
    const behind = place === this.slots.length ? `${from} puts the filter ${name} behind ${last}, which has to be the last: Envoy refuses the listener` : undefined;
    this.refused ??= refused ?? behind;
    this.slots.splice(place, 0, { name, own: false, filter });
  }

  public get extraFilters(): ExtraFilters {
    const policies = this.slots.findIndex(({ name, own }) => own && POLICIES.includes(name));
    const extra = (slots: readonly Slot[]) => slots.flatMap(({ filter }) => filter ?? []);
    const middle = Math.max(policies, 0);
    return { before: extra(this.slots.slice(0, middle)), after: extra(this.slots.slice(middle)), refused: this.refused };
  }
}
