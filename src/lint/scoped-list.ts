import { GatewayView } from './gateway-view';
import { isAboutHost, isAboutPath } from './hosts-and-paths';
import { Operation, Policy, PolicyRule } from './policy-rule';
import { refusesThose } from './refusal';
import { HostRoute, RouteTable } from './route-table';

/** A request that somebody may send, and a route that takes it. */
export interface Request {
  readonly host: string;
  readonly path: string;
  readonly route: HostRoute;
}

/** The part of a list that is about some hosts or paths, on one gateway, and what else may be asked for there. */
export class ScopedList {
  private knownHosts?: KnownHosts;
  private knownRules?: KnownRules;

  /** Without a gateway, nothing is known but the list's own policy. */
  public constructor(public readonly rule: PolicyRule, public readonly operation: Operation, public readonly gateway: GatewayView | undefined) {}

  public get table(): RouteTable {
    return this.gateway ? RouteTable.of(this.gateway) : NO_ROUTES;
  }

  /** Of the hosts that the gateway routes, one for each name, those that the list is about. */
  public get listedHosts(): readonly string[] {
    return this.hosts.listed;
  }

  /** The others. */
  public get otherHosts(): readonly string[] {
    return this.hosts.others;
  }

  private get hosts(): KnownHosts {
    if (!this.knownHosts) {
      const named = this.operation.values('hosts').filter(host => !/[*:]/.test(host)).map(host => host.toLowerCase());
      const routed = this.table.names.map(name => name.replace('*', 'x'));
      const hosts = [...new Set([...routed, ...named.filter(host => this.table.routesOf(host).length > 0)])];
      const listed = new Set(hosts.filter(host => this.isAboutHost(host)));
      this.knownHosts = { listed: [...listed], others: hosts.filter(host => !listed.has(host)) };
    }
    return this.knownHosts;
  }

  public isAboutHost(host: string): boolean {
    return isAboutHost(this.operation, host);
  }

  public isAboutPath(path: string): boolean {
    return isAboutPath(this.operation, path);
  }

  /** Requests to a host: for these paths, or one for each route. */
  public requestsTo(host: string, paths?: readonly string[]): Request[] {
    if (!paths) return this.table.routesOf(host).map(route => ({ host, path: route.path.example, route }));
    return paths.flatMap(path => this.table.takers(host, path).map(route => ({ host, path, route })));
  }

  /** Whether the list, or something else, refuses this request to a listed host. */
  public protects({ host, path }: Request): boolean {
    return this.isAboutPath(path) && (this.rule.policy.action === 'DENY' || !this.isOpen(host, path));
  }

  /** Whether policies let somebody send this request whom the list refuses elsewhere. */
  public isOpen(host: string, path: string): boolean {
    const asksAllow = this.enforced.some(({ action }) => action === 'ALLOW');
    return !this.isRefused(host, path) && (!asksAllow || this.known.opening.some(rule => isAbout(rule, host, path, () => true)));
  }

  /** Whether a DENY refuses this request to everybody whom the list refuses elsewhere. */
  public isRefused(host: string, path: string): boolean {
    const own = (field: string) => String(this.operation.values(field));
    const isWhole = ({ values }: Operation) => PARTS.every(field => values(field).length === 0 || String(values(field)) === own(field));
    return this.known.closing.some(rule => isAbout(rule, host, path, isWhole));
  }

  private get enforced(): readonly Policy[] {
    return this.gateway?.enforced ?? [this.rule.policy];
  }

  private get known(): KnownRules {
    const rulesOf = (action: string) => this.enforced.filter(policy => policy.action === action).flatMap(({ rules }) => rules);
    this.knownRules ??= {
      closing: rulesOf('DENY').filter(rule => refusesThose(rule, this.rule) === true),
      opening: rulesOf('ALLOW').filter(rule => refusesThose(rule, this.rule) === false),
    };
    return this.knownRules;
  }
}

interface KnownHosts {
  readonly listed: readonly string[];
  readonly others: readonly string[];
}

interface KnownRules {
  /** They refuse as much as the list does. */
  readonly closing: readonly PolicyRule[];
  /** They admit somebody whom the list refuses. */
  readonly opening: readonly PolicyRule[];
}

function isAbout({ operations }: PolicyRule, host: string, path: string, counts: (operation: Operation) => boolean): boolean {
  return operations.length === 0 || operations.some(one => counts(one) && isAboutHost(one, host) && isAboutPath(one, path));
}

/** What else an operation may ask for; then it may refuse a part of the requests only. */
const PARTS = ['methods', 'notMethods', 'ports', 'notPorts'];
const NO_ROUTES = new RouteTable([]);
const SCOPES = ['hosts', 'notHosts', 'paths', 'notPaths'];

export function scopedLists(lists: readonly PolicyRule[], gatewaysOf: (rule: PolicyRule) => readonly GatewayView[]): ScopedList[] {
  return lists.flatMap(rule => {
    const gateways = gatewaysOf(rule);
    return rule.operations.filter(({ values }) => SCOPES.some(field => values(field).length > 0))
      .flatMap(operation => (gateways.length > 0 ? gateways : [undefined]).map(gateway => new ScopedList(rule, operation, gateway)));
  });
}
