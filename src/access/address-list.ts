import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { mustBeExact } from './exemption';
import { coveredServers } from './list-scope';
import { MatchEngine } from './match-engine';
import { mustStandWithoutAutoPassthrough } from './neighbours';
import { mustSuitPolicy } from './policy-scope';
import { Fault } from '../fault';
import { freeId } from '../gateway/construct-id';
import { GatewayServer } from '../gateway/gateway-server';
import { IProxyProtocolGateway } from '../gateway/referenced-gateway';
import { mustHaveUniqueObjects } from '../gateway/unique-objects';
import { sizeOf } from '../istio/object-size';
import { IpBlocks } from '../net';

/** What lists of either kind are made from. */
export interface AddressListProps {
  /** The gateway that the list stands on. */
  readonly gateway: IProxyProtocolGateway;
  /** The addresses. Not empty. */
  readonly addresses: IpBlocks;
  /**
   * Only requests for these host names, in any spelling of letters and port.
   *
   * With AuthorizationPolicy exact names, on gateways all of whose HTTP servers name exact hosts. With the trie also `*.example.com`, on any gateway;
   * what is no plain host name at all (`user@host`, a trailing dot) then falls under the list too.
   * @default - all hosts
   */
  readonly hosts?: string[];
  /**
   * Only these servers of the gateway, by name. Behind a layer-7 proxy HTTPS servers bring along those that redirect to them.
   * @default - with `hosts` its HTTP servers, otherwise all servers
   */
  readonly servers?: string[];
  /**
   * Exact paths that stay open to everybody, such as `/healthz`. With the trie also one whose segment `{token}` stands for letters, digits, hyphens and
   * underscores: `/.well-known/acme-challenge/{token}`. No list protects only a path: give what is to be protected its own host.
   * @default - none
   */
  readonly exempt?: string[];
  /**
   * Only log what would be refused, and refuse nobody: Istio's `istio.io/dry-run`, Envoy's `shadow_matcher`.
   * @default false
   */
  readonly dryRun?: boolean;
  /**
   * What compares clients with the list. Over 1,000 entries it must be named.
   * @default MatchEngine.authorizationPolicy()
   */
  readonly engine?: MatchEngine;
  /**
   * Name, labels and annotations of the list's object; its parts, if it is split, add to the name. The namespace is the gateway's.
   * @default - a name made from the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** An object of a list, and how many of the list's entries it holds. @internal */
export interface ListObject {
  readonly object: ApiObject;
  readonly entries: number;
}

/** What allow lists and deny lists have in common. */
export abstract class AddressList extends Construct {
  /** @internal */
  protected abstract readonly _emitted: readonly ListObject[];
  /** The servers of the gateway that the list covers; undefined where others declare them. @internal */
  protected readonly _covered?: readonly GatewayServer[];

  protected constructor(scope: Construct, id: string, props: AddressListProps) {
    super(scope, freeId(scope, id));
    mustHaveUniqueObjects(this);
    this.mustNotBeEmpty(props);
    this.mustStandBesideGateway(props);
    this.mustTellClients(props);
    if (!props.engine?._isTrie) mustSuitPolicy(this, props);
    mustStandWithoutAutoPassthrough(this, props);
    this._covered = coveredServers(this, props);
    props.exempt?.forEach(path => mustBeExact(this, path));
  }

  /** The AuthorizationPolicy or, with the trie, its EnvoyFilters. The first is the one that `ApiObject.of` gives. */
  public get objects(): ApiObject[] {
    return this._emitted.map(({ object }) => object);
  }

  /** The list's objects with their sizes, for a reviewer: a table in Markdown. Bytes are those of the JSON that the cluster stores. */
  public get report(): string {
    const rows = this._emitted.map(({ object, entries }) => `| ${object.kind} ${object.name} | ${entries} | ${sizeOf(object.toJson())} |`);
    return ['| object | entries | bytes |', '|---|--:|--:|', ...rows].join('\n') + '\n';
  }

  /** An empty list would refuse everybody or nobody, and Istio reads some empty fields as "all". */
  private mustNotBeEmpty(props: AddressListProps): void {
    if (props.addresses.isEmpty) {
      throw new Fault('empty-list', {
        what: 'addresses is an empty list',
        why: 'Istio reads an empty list as everybody in one place and as nobody in another',
        instead: 'write at least one address, or leave the list out',
      }, this);
    }
    for (const [field, entries] of [['hosts', props.hosts], ['servers', props.servers], ['exempt', props.exempt]] as const) {
      if (entries?.length === 0) {
        throw new Fault('empty-list', {
          what: `${field} is an empty list`,
          why: 'it could mean none or all',
          instead: `write at least one entry, or leave ${field} out`,
        }, this);
      }
    }
  }

  /** Clients of a load balancer that hides them can write themselves any address until PROXY is demanded. */
  private mustTellClients({ gateway: { topology }, dryRun }: AddressListProps): void {
    if (topology._rollout?.hidesClients && !dryRun) {
      throw new Fault('rollout-list', {
        what: 'a list on a gateway that takes connections with a PROXY header and without, behind a load balancer that hides the client',
        why: 'without the header all clients look alike, and whoever writes one himself is whom he likes',
        instead: 'write dryRun: true until the phase is ProxyProtocolPhase.REQUIRE',
      }, this);
    }
  }

  /** Anywhere else it would not act. */
  private mustStandBesideGateway({ metadata, gateway }: AddressListProps): void {
    if (metadata?.namespace !== undefined && metadata.namespace !== gateway.namespace) {
      throw new Fault('policy-namespace', {
        what: `metadata.namespace is "${metadata.namespace}", and the gateway is in "${gateway.namespace}"`,
        why: 'a list acts only on pods of its own namespace, so it would do nothing',
        instead: `write namespace: '${gateway.namespace}', or leave it out`,
      }, this);
    }
  }
}
