import { GatewayView } from './gateway-view';
import { Operation, Policy, PolicyRule, readPolicy } from './policy-rule';
import { ScopedList, scopedLists } from './scoped-list';
import { Patch, patchesOf } from '../istio/envoy-filter-patches';
import { nameOf } from '../istio/kubernetes-object';
import { attaches } from '../istio/policy-attachment';
import { isForSomeVersion } from '../istio/proxy-match';
import { FieldPlace, GatewayService, writtenService } from '../manifests/gateway-service';
import { groups } from '../manifests/groups';
import { ManifestObject, texts } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { PodTemplate } from '../manifests/pod-template';
import { proxyConfigs } from '../manifests/proxy-config';

/** A set of manifests, as the checks look at it. */
export class Scene {
  public readonly policies: readonly Policy[];
  /** Those of all EnvoyFilters, for any proxies that may be running. */
  public readonly patches: readonly Patch<ManifestObject>[];
  /** Rules with addresses that are in force. */
  public readonly lists: readonly PolicyRule[];
  /** Those of them that are about some hosts or paths only. */
  public readonly scopedLists: readonly ScopedList[];
  public readonly gateways: readonly GatewayView[];
  /** Those that are objects, and those that something installs with a gateway. */
  public readonly services: readonly GatewayService[];
  /** Proxy configurations of pods, of those too that something makes: each once, though it may be for several. */
  public readonly proxyConfigs: readonly WrittenConfig[];
  private readonly listsByOperation: ReadonlyMap<Operation, readonly ScopedList[]>;
  private readonly gatewaysByPolicy: ReadonlyMap<Policy, readonly GatewayView[]>;
  private readonly applications: readonly PodTemplate[];

  public constructor(public readonly manifests: Manifests) {
    this.policies = this.of('security.istio.io', 'AuthorizationPolicy').map(readPolicy);
    this.patches = this.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf<ManifestObject>).filter(isForSomeVersion);
    this.lists = this.policies.filter(({ dryRun }) => !dryRun).flatMap(({ rules }) => rules).filter(({ addresses }) => addresses.length > 0);
    const nearby = {
      policies: groups(this.policies.map(policy => [policy.object.namespace, policy])),
      services: groups(this.of('', 'Service').map(service => [service.namespace, service])),
    };
    this.gateways = manifests._workloads.map(workload => new GatewayView(workload, manifests, nearby));
    this.services = [...this.of('', 'Service').map(writtenService), ...this.gateways.flatMap(({ workload }) => workload.installedService ?? [])];
    this.proxyConfigs = writtenConfigs([...manifests._pods, ...this.gateways.map(({ workload }) => workload.pods)]);
    this.gatewaysByPolicy = groups(this.gateways.flatMap(gateway => gateway.policies.map(policy => [policy, gateway])));
    this.scopedLists = scopedLists(this.lists, ({ policy }) => this.gatewaysOf(policy));
    this.listsByOperation = groups(this.scopedLists.map(list => [list.operation, list]));
    const made = new Set(this.gateways.map(({ workload }) => workload.pods.object));
    this.applications = manifests._pods.filter(({ object }) => !made.has(object));
  }

  public get objects(): readonly ManifestObject[] {
    return this.manifests._objects;
  }

  public of(group: string, kind: string): ManifestObject[] {
    return this.manifests._ofKind(group, kind);
  }

  /** An operation of a list that is about some hosts or paths, on each gateway. */
  public scopedListsOf(operation: Operation): readonly ScopedList[] {
    return this.listsByOperation.get(operation)!;
  }

  /** The gateways on which a policy acts. */
  public gatewaysOf(policy: Policy): readonly GatewayView[] {
    return this.gatewaysByPolicy.get(policy) ?? [];
  }

  /** The gateways on which a policy acts, and of which more is known than that it acts on them. */
  public knownGatewaysOf(policy: Policy): readonly GatewayView[] {
    return this.gatewaysOf(policy).filter(({ isSure }) => isSure);
  }

  /** Pods that are written out and no gateway's, on which a policy acts. */
  public applicationsOf({ object }: Policy): PodTemplate[] {
    const { rootNamespace } = this.manifests._mesh;
    return this.applications.filter(pods => attaches(object, { namespace: pods.object.namespace, labels: texts(pods.labels) }, rootNamespace));
  }
}

/** A proxy configuration that somebody wrote, and where. */
export interface WrittenConfig {
  readonly at: FieldPlace;
  readonly json: any;
}

function writtenConfigs(pods: readonly PodTemplate[]): WrittenConfig[] {
  const written = pods.map(proxyConfigs).flatMap(([{ at, json }]): WrittenConfig[] => at ? [{ at, json }] : []);
  return [...new Map(written.map(one => [`${one.at.object.origin} ${nameOf(one.at.object)} ${one.at.path}`, one])).values()];
}
