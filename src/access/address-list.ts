import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AddressListProps } from './address-list-props';
import { validateSomebodyAdmitted } from './contradictions';
import { assertExact } from './exempt-path';
import { List, ListObject } from './list';
import { coveredServers } from './list-scope';
import { MatchEngine } from './match-engine';
import { validateOnEnvoy } from './neighbours';
import { Fault } from '../fault';
import { freeId } from '../gateway/construct-id';
import { validateUniqueObjects } from '../gateway/unique-objects';
import { LONG_LIST, LONG_LIST_COST } from '../istio/long-list';
import { sizeOf } from '../istio/object-size';
import { IpBlocks } from '../net';

/** What allow lists and deny lists have in common. */
export abstract class AddressList extends Construct {
  /** @internal */
  protected abstract readonly _emitted: readonly ListObject[];
  private readonly addresses: IpBlocks;

  protected constructor(scope: Construct, id: string, props: AddressListProps) {
    super(scope, freeId(scope, id));
    validateUniqueObjects(this);
    this.addresses = props.addresses;
    this.assertNotEmpty(props);
    this.assertNamespace(props);
    this.assertClientsTold(props);
    props.exempt?.forEach(path => assertExact(this, path));
  }

  /** The AuthorizationPolicy or, with the trie, its EnvoyFilters. The first is the one that `ApiObject.of` gives. */
  public get objects(): ApiObject[] {
    return this._emitted.map(({ object }) => object);
  }

  /**
   * The list's objects with their sizes, for a reviewer: a table in Markdown. Entries are the blocks of `addresses`, and bytes those of the JSON that
   * the cluster stores.
   */
  public get report(): string {
    const entriesIn = (space: IpBlocks) => this.addresses.intersect(space)._blockCount;
    const rows = this._emitted.map(({ object, space }) => `| ${object.kind} ${object.name} | ${space ? entriesIn(space) : 0} | ${sizeOf(object.toJson())} |`);
    return ['| object | entries | bytes |', '|---|--:|--:|', ...rows].join('\n') + '\n';
  }

  /** Lets the engine make the objects of what the list is. @internal */
  protected _emit(props: AddressListProps, is: Pick<List, 'compared' | 'admits' | 'form'>): readonly ListObject[] {
    const { gateway, hosts, exempt, dryRun = false, metadata } = props;
    const { _engine: engine } = props.engine ?? MatchEngine.authorizationPolicy();
    const list = { construct: this, gateway, hosts, exempt, dryRun, metadata, ...is };
    this.assertEngineNamed(props);
    validateOnEnvoy(list);
    engine.validate(list);
    const covered = coveredServers(this, props);
    if (!dryRun) validateSomebodyAdmitted(gateway, { construct: this, addresses: props.addresses, admits: is.admits, hosts, covered });
    return engine.emit(list, covered);
  }

  /** An empty list would deny everybody or nobody, and Istio reads some empty fields as "all". */
  private assertNotEmpty(props: AddressListProps): void {
    if (props.addresses.isEmpty) {
      throw new Fault('empty-list', {
        what: 'addresses is an empty list',
        why: 'Istio reads an empty list as everybody in one place and as nobody in another',
        instead: 'write at least one address, or leave the list out',
      }, this);
    }
    for (const [field, entries] of [['hosts', props.hosts], ['serverNames', props.serverNames], ['exempt', props.exempt]] as const) {
      if (entries?.length === 0) {
        throw new Fault('empty-list', {
          what: `${field} is an empty list`,
          why: 'it could mean none or all',
          instead: `write at least one entry, or leave ${field} out`,
        }, this);
      }
    }
  }

  /** Clients of a load balancer that hides them can write any address until PROXY is required. */
  private assertClientsTold({ gateway: { topology }, dryRun }: AddressListProps): void {
    if (topology._rollout?.hidesClients && !dryRun) {
      throw new Fault('rollout-list', {
        what: 'a list on a gateway that accepts connections with a PROXY header and without, after a load balancer that hides the client',
        why: 'without the header all clients look alike, and an attacker can write a header with any address',
        instead: 'write dryRun: true until the phase is ProxyProtocolPhase.REQUIRE',
      }, this);
    }
  }

  /** Entries are counted as they are written in `addresses`, whatever an engine makes of them. */
  private assertEngineNamed({ addresses: { _blockCount: entries }, engine }: AddressListProps): void {
    if (entries > LONG_LIST && !engine) {
      throw new Fault('engine-unnamed', {
        what: `the list has ${entries} entries, and no engine is named`,
        why: LONG_LIST_COST,
        instead: 'write engine: MatchEngine.ipTrie(), or engine: MatchEngine.authorizationPolicy() if that is fast enough',
      }, this);
    }
  }

  /** Anywhere else it would not act. */
  private assertNamespace({ metadata, gateway }: AddressListProps): void {
    if (metadata?.namespace !== undefined && metadata.namespace !== gateway.namespace) {
      throw new Fault('policy-namespace', {
        what: `metadata.namespace is "${metadata.namespace}", and the gateway is in "${gateway.namespace}"`,
        why: 'a list acts only on pods of its own namespace, so it would do nothing',
        instead: `write namespace: '${gateway.namespace}', or leave it out`,
      }, this);
    }
  }
}
