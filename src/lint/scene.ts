import { GatewayView } from './gateway-view';
import { Policy, PolicyRule, readPolicy } from './policy-rule';
import { attaches } from '../istio/policy-attachment';
import { KnownFrom } from '../manifests/gateway-workloads';
import { ManifestObject, texts } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { PodTemplate, podTemplates } from '../manifests/pod-template';

/** A set of manifests, as the checks look at it. */
export class Scene {
  public readonly policies: readonly Policy[];
  /** Rules with addresses that are in force. */
  public readonly lists: readonly PolicyRule[];
  public readonly gateways: readonly GatewayView[];
  private readonly gatewaysByPolicy = new Map<ManifestObject, GatewayView[]>();

  public constructor(public readonly manifests: Manifests) {
    this.policies = this.of('security.istio.io', 'AuthorizationPolicy').map(readPolicy);
    this.lists = this.policies.filter(({ dryRun }) => !dryRun).flatMap(({ rules }) => rules).filter(({ addresses }) => addresses.length > 0);
    const byObject = new Map(this.policies.map(policy => [policy.object, policy]));
    this.gateways = manifests._workloads.map(workload => new GatewayView(workload, manifests, byObject));
    for (const gateway of this.gateways) {
      for (const { object } of gateway.policies) this.gatewaysByPolicy.set(object, [...this.gatewaysByPolicy.get(object) ?? [], gateway]);
    }
  }

  public get objects(): readonly ManifestObject[] {
    return this.manifests._objects;
  }

  public of(group: string, kind: string): ManifestObject[] {
    return this.manifests._ofKind(group, kind);
  }

  /** The gateways on which a policy acts. */
  public gatewaysOf({ object }: Policy): readonly GatewayView[] {
    return this.gatewaysByPolicy.get(object) ?? [];
  }

  /** The gateways on which a policy acts, and of which more is known than that it acts on them. */
  public knownGatewaysOf(policy: Policy): readonly GatewayView[] {
    return this.gatewaysOf(policy).filter(({ workload }) => workload.knownFrom !== KnownFrom.POLICY);
  }

  /** Pods that are written out and no gateway's, on which a policy acts. */
  public applicationsOf({ object }: Policy): PodTemplate[] {
    const { rootNamespace } = this.manifests._mesh;
    return podTemplates(this.objects).filter(pods => !this.gateways.some(({ workload }) => workload.pods.object === pods.object)
      && attaches(object, { namespace: pods.object.namespace, labels: texts(pods.labels) }, rootNamespace));
  }
}
