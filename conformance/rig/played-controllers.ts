import { API, within } from './api';
import { endpointSlice } from './gateway-pod';
import { apply, Manifest } from './kubernetes';
import { eventually } from './programs';

/** What Argo CD deletes, in the foreground. */
const KINDS = [
  'api/v1/configmaps', 'api/v1/services', 'api/v1/serviceaccounts', 'apis/apps/v1/deployments', 'apis/argoproj.io/v1alpha1/applications',
  'apis/autoscaling/v2/horizontalpodautoscalers', 'apis/gateway.networking.k8s.io/v1/gateways', 'apis/networking.istio.io/v1/gateways',
  'apis/networking.istio.io/v1/virtualservices', 'apis/networking.istio.io/v1alpha3/envoyfilters', 'apis/policy/v1/poddisruptionbudgets', 'apis/rbac.authorization.k8s.io/v1/roles',
  'apis/rbac.authorization.k8s.io/v1/rolebindings', 'apis/security.istio.io/v1/authorizationpolicies',
];
const FOREGROUND = 'foregroundDeletion';
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/**
 * Plays those whom Argo CD waits for: Deployments roll at once, the cloud gives each Service an address, autoscalers and disruption budgets are
 * content, and the garbage collector ends at once what is deleted in the foreground and owns nothing.
 */
export class PlayedControllers {
  public static async start(): Promise<PlayedControllers> {
    const controllers = new PlayedControllers();
    await Promise.all(KINDS.map(kind => controllers.collect(kind)));
    return controllers;
  }

  /** Deployments for which no pod ever becomes ready, by name. */
  public readonly stuck = new Set<string>();
  private readonly stopping = new AbortController();
  private isOn = true;
  private ending = Promise.resolve();
  private readonly running = this.run();

  private constructor() {}

  public async stop(): Promise<void> {
    this.isOn = false;
    await this.running;
    this.stopping.abort();
  }

  private async run(): Promise<void> {
    while (this.isOn) {
      await Promise.all([this.deployments(), this.services(), this.autoscalers(), this.budgets()]);
      await new Promise(resolve => setTimeout(resolve, 300));
    }
  }

  private async deployments(): Promise<void> {
    const { items } = await API.get('apis/apps/v1/deployments');
    for (const { metadata, spec, status } of items) {
      const isReady = !this.stuck.has(metadata.name);
      const generation: number = metadata.generation;
      if (status.observedGeneration === generation && (status.availableReplicas !== undefined) === isReady) continue;
      const replicas: number = spec.replicas;
      await API.status(`apis/apps/v1/namespaces/${metadata.namespace}/deployments/${metadata.name}`, {
        observedGeneration: generation,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: isReady ? replicas : null,
        availableReplicas: isReady ? replicas : null,
        conditions: [{ type: 'Available', status: isReady ? 'True' : 'False' }, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }],
      });
    }
  }

  private async services(): Promise<void> {
    const { items } = await API.get('api/v1/services');
    for (const { metadata, spec, status } of items) {
      if (spec.type !== 'LoadBalancer' || status.loadBalancer?.ingress) continue;
      // istiod tells of a Gateway of the Kubernetes Gateway API that it is there when its Service has pods.
      if (metadata.ownerReferences) await apply([endpointSlice({ apiVersion: 'v1', kind: 'Service', metadata, spec }, ['10.44.255.1'])]);
      await API.status(`api/v1/namespaces/${metadata.namespace}/services/${metadata.name}`, { loadBalancer: { ingress: [{ ip: '192.0.2.80' }] } });
    }
  }

  private async autoscalers(): Promise<void> {
    const { items } = await API.get('apis/autoscaling/v2/horizontalpodautoscalers');
    for (const { metadata, status } of items) {
      if (status.conditions) continue;
      await API.status(`apis/autoscaling/v2/namespaces/${metadata.namespace}/horizontalpodautoscalers/${metadata.name}`, {
        currentMetrics: null,
        desiredReplicas: 2,
        conditions: ['AbleToScale', 'ScalingActive'].map(type => ({ type, status: 'True' })),
      });
    }
  }

  private async budgets(): Promise<void> {
    const { items } = await API.get('apis/policy/v1/poddisruptionbudgets');
    for (const { metadata, status } of items) {
      if (status?.observedGeneration === metadata.generation) continue;
      await API.status(`apis/policy/v1/namespaces/${metadata.namespace}/poddisruptionbudgets/${metadata.name}`, {
        observedGeneration: metadata.generation,
        currentHealthy: 2,
        desiredHealthy: 1,
        expectedPods: 2,
        disruptionsAllowed: 1,
        conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '', lastTransitionTime: new Date().toISOString() }],
      });
    }
  }

  private async collect(kind: string): Promise<void> {
    const end = async ({ metadata }: Manifest) => {
      const { namespace, name, deletionTimestamp, finalizers = [] } = metadata as Manifest['metadata'] & { deletionTimestamp?: string; finalizers?: string[] };
      if (!deletionTimestamp || !finalizers.includes(FOREGROUND)) return;
      // Webhooks are asked about this too, and need their time for large objects: one after the other.
      await eventually(`the end of ${name}`, async () => {
        await API.patch(`${within(kind, namespace!)}/${name}`, { metadata: { finalizers: finalizers.filter(one => one !== FOREGROUND) } });
        return true;
      }, 300);
    };
    const { items, metadata } = await API.get(kind, METADATA.replace('Metadata;', 'MetadataList;'));
    for (const item of items ?? []) await end(item); // no items are null here
    await API.watch(kind, metadata.resourceVersion, this.stopping.signal, ({ object }) => {
      this.ending = this.ending.then(() => end(object));
    }, METADATA);
  }
}
