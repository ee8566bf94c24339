import { embeddedYaml } from './embedded-yaml';
import { ManifestObject, nameOf, texts } from './manifest-object';
import { MeshSettings } from './mesh-settings';
import { ObjectSet, isPartial } from './object-set';
import { PodTemplate, podTemplate, podTemplates } from './pod-template';
import { NO_TOPOLOGY, ReadTopology, readTopology } from '../istio/gateway-topology';
import { list, record } from '../istio/list';
import { GATEWAY_NAME, Workload, selects } from '../istio/policy-attachment';

/** How sure it is that there is such a gateway. */
export enum KnownFrom {
  /** A Deployment or the like, or a Gateway of the Kubernetes Gateway API: pods and labels are written out. */
  PODS = 'PODS',
  /** An Istio Gateway selects pods that others made. */
  SELECTOR = 'SELECTOR',
  /** Only a policy or a filter selects some pods, which may be anything. */
  POLICY = 'POLICY',
}

/** A gateway's pods, with all that these manifests say about them. */
export interface GatewayWorkload extends Workload {
  /** `namespace/name`. */
  readonly id: string;
  readonly topology: ReadTopology;
  /** Where the topology was found, in words. */
  readonly topologyFrom: string;
  /** Whether anything among the manifests sets it. */
  readonly topologyKnown: boolean;
  readonly knownFrom: KnownFrom;
  /** As far as they are known. */
  readonly pods: PodTemplate;
  /** Ports of the Services in front of it; those of an unknown Service are not known. */
  readonly servicePorts: readonly ServicePort[];
  /** The Gateway of the Kubernetes Gateway API that makes the pods. */
  readonly gatewayApi?: ManifestObject;
  /** What had to be assumed. */
  readonly assumptions: readonly string[];
}

/** A port of a Service, and where it ends in the pod. */
export interface ServicePort {
  readonly service: string;
  readonly port: number;
  readonly targetPort: number;
}

const CONFIG = 'proxy.istio.io/config';

type Labels = { readonly [name: string]: string };

/** Finds a gateway's pods: those that are there, those that istiod makes, and those that others must have made. */
export class GatewayWorkloads {
  public readonly found: GatewayWorkload[] = [];
  private readonly istioGateways: readonly ManifestObject[];

  public constructor(private readonly set: ObjectSet, private readonly mesh: MeshSettings) {
    this.istioGateways = set.objects.filter(({ kind, group }) => kind === 'Gateway' && group === 'networking.istio.io');
    this.deployed();
    this.gatewayApi();
    this.selectedOnly();
    if (this.found.length === 0) this.policiesOnly();
  }

  /** Pods that are written out. */
  private deployed(): void {
    for (const pods of podTemplates(this.set.objects).filter(template => this.isGateway(template))) {
      const { namespace, name } = pods.object;
      this.add(pods, namespace, name, pods.labels, [], KnownFrom.PODS);
    }
  }

  private isGateway({ object, labels, annotations }: PodTemplate): boolean {
    if (isPartial(object)) return false;
    const templates = (annotations['inject.istio.io/templates'] ?? '').split(',').map(name => name.trim());
    return templates.includes('gateway')
      || this.istioGateways.some(({ spec }) => Object.keys(spec.selector ?? {}).length > 0 && selects(texts(spec.selector), labels));
  }

  /** Pods that istiod makes of a Gateway of the Kubernetes Gateway API. */
  private gatewayApi(): void {
    const gateways = this.set.objects.filter(({ kind, group, spec }) => kind === 'Gateway' && group === 'gateway.networking.k8s.io'
      && !/waypoint|remote/.test(String(spec.gatewayClassName)));
    for (const gateway of gateways) {
      const infrastructure = record(gateway.spec.infrastructure);
      // Without spec.infrastructure.annotations istiod copies those of the Gateway itself.
      const annotations = { ...texts(infrastructure.annotations ?? gateway.json.metadata.annotations), ...this.parameters(gateway)?.annotations };
      const labels = { ...texts(infrastructure.labels), ...this.parameters(gateway)?.labels, [GATEWAY_NAME]: gateway.name };
      const pods = { object: gateway, labels, annotations, env: {}, containerPorts: {} };
      this.add(pods, gateway.namespace, gateway.name, labels, [], KnownFrom.PODS, gateway);
    }
  }

  /** The pod template in the ConfigMap of `infrastructure.parametersRef`. */
  private parameters(gateway: ManifestObject): PodTemplate | undefined {
    const ref = gateway.spec.infrastructure?.parametersRef;
    const map = this.set.objects.find(({ kind, group, namespace, name }) => kind === 'ConfigMap' && group === ''
      && namespace === gateway.namespace && name === ref?.name);
    const patch = embeddedYaml(map?.json.data?.deployment, `${ref?.kind} ${ref?.name}, deployment`, () => undefined);
    return patch && podTemplate(gateway, record(patch.spec?.template));
  }

  /** Pods that an Istio Gateway selects and that are not among the manifests. */
  private selectedOnly(): void {
    const missing = this.istioGateways.filter(({ spec }) => !this.found.some(({ labels }) => selects(texts(spec.selector), labels)));
    const selectors = new Map(missing.map(gateway => [JSON.stringify(Object.entries(texts(gateway.spec.selector)).sort()), gateway]));
    for (const gateway of selectors.values()) {
      const labels = texts(gateway.spec.selector);
      const { pods, namespace, name, why } = this.elsewhere(gateway, labels);
      this.add(pods, namespace, name, labels, [why], KnownFrom.SELECTOR);
    }
  }

  /** The best guess at pods that others made: a part of their Deployment, an IstioOperator's, or just the labels. */
  private elsewhere(gateway: ManifestObject, labels: Labels): { pods: PodTemplate; namespace: string; name: string; why: string } {
    const nothing = { object: gateway, labels, annotations: {}, env: {}, containerPorts: {} };
    const parts = podTemplates(this.set.objects).filter(({ object, annotations }) => isPartial(object) && CONFIG in annotations);
    const part = parts.find(({ object }) => object.namespace === gateway.namespace && (parts.length === 1 || object.name === gateway.name));
    if (part) {
      const { namespace, name } = part.object;
      return { pods: part, namespace, name, why: `${nameOf(part.object)} is there in part, without labels: it is taken for the pods that ${nameOf(gateway)} selects` };
    }
    const operated = this.operatorGateways().find(one => selects(labels, one.labels));
    if (operated) {
      return { pods: operated, namespace: operated.object.namespace, name: operated.object.name, why: `the pods are taken to be those of ${operated.object.origin}` };
    }
    const namespace = this.namespaceOf(labels) ?? gateway.namespace;
    const values = this.set.values.filter(({ json }) => json.podAnnotations?.[CONFIG]);
    const annotations = values.length === 1 ? texts(values[0].json.podAnnotations) : {};
    const from = values.length === 1 ? `; podAnnotations are those of ${values[0].origin}` : '';
    return {
      pods: { ...nothing, annotations },
      namespace,
      name: gateway.name,
      why: `no Deployment has the labels that ${nameOf(gateway)} selects: the pods are taken to be in namespace ${namespace}, with no other labels${from}`,
    };
  }

  private operatorGateways(): PodTemplate[] {
    return this.set.objects.filter(({ kind }) => kind === 'IstioOperator').flatMap(operator => list(operator.spec.components?.ingressGateways)
      .filter((gateway: any) => gateway.enabled !== false)
      .map((gateway: any): PodTemplate => ({
        object: { ...operator, namespace: gateway.namespace ?? 'istio-system', name: gateway.name, origin: `IstioOperator in ${operator.origin}` },
        labels: { app: gateway.name, istio: 'ingressgateway', ...texts(gateway.label) },
        annotations: texts(gateway.k8s?.podAnnotations),
        env: {},
        containerPorts: {},
      })));
  }

  /** Where a Service, a policy or a filter that selects the same pods lies. */
  private namespaceOf(labels: Labels): string | undefined {
    return this.set.objects.find(({ kind, spec, namespace }) => {
      const selector = kind === 'Service' ? spec.selector : spec.selector?.matchLabels ?? spec.workloadSelector?.labels;
      return ['Service', 'AuthorizationPolicy', 'EnvoyFilter'].includes(kind) && Object.keys(selector ?? {}).length > 0
        && selects(texts(selector), labels) && namespace !== this.mesh.rootNamespace;
    })?.namespace;
  }

  /** Without any gateway, policies still say whom they are for. */
  private policiesOnly(): void {
    const policies = this.set.objects.filter(({ kind, group }) => kind === 'AuthorizationPolicy' && group === 'security.istio.io'
      || kind === 'EnvoyFilter' && group === 'networking.istio.io');
    for (const policy of policies) {
      const target = [...list(policy.spec.targetRefs), policy.spec.targetRef].find(ref => ref?.kind === 'Gateway');
      const selector = policy.spec.selector?.matchLabels ?? policy.spec.workloadSelector?.labels;
      const labels = target ? { [GATEWAY_NAME]: String(target.name) } : texts(selector);
      const known = this.found.some(one => one.namespace === policy.namespace && JSON.stringify(one.labels) === JSON.stringify(labels));
      if (known || Object.keys(labels).length === 0) continue;
      const pods = { object: policy, labels, annotations: {}, env: {}, containerPorts: {} };
      const name = labels[GATEWAY_NAME] ?? Object.values(labels)[0];
      const why = `there is no gateway among the manifests: the pods are taken to be those that ${nameOf(policy)} selects`;
      this.add(pods, policy.namespace, name, labels, [why], KnownFrom.POLICY);
    }
  }

  private add(
    pods: PodTemplate, namespace: string, name: string, labels: Labels, assumptions: readonly string[], knownFrom: KnownFrom,
    gatewayApi?: ManifestObject,
  ): void {
    const remarks = [...assumptions];
    const { topology, topologyFrom } = this.topologyOf(pods, text => remarks.push(text));
    const servicePorts = this.servicePorts(namespace, labels, pods.containerPorts);
    this.found.push({
      id: `${namespace}/${name}`,
      namespace,
      labels,
      topology: topology ?? NO_TOPOLOGY,
      topologyFrom,
      topologyKnown: topology !== undefined || this.mesh.origin !== undefined,
      knownFrom,
      pods,
      servicePorts,
      gatewayApi,
      assumptions: remarks,
    });
  }

  /** The annotation replaces what the injected environment says, and that what the mesh says. */
  private topologyOf(pods: PodTemplate, remark: (text: string) => void): { topology?: ReadTopology; topologyFrom: string } {
    const places = [
      { text: pods.annotations[CONFIG], place: `annotation ${CONFIG} of ${nameOf(pods.object)}` },
      { text: pods.env.PROXY_CONFIG, place: `PROXY_CONFIG of ${nameOf(pods.object)}` },
    ];
    for (const { text, place } of places) {
      const topology = readTopology(embeddedYaml(text, place, remark), why => remark(`${place}: ${why}`));
      if (topology) return { topology, topologyFrom: place };
    }
    this.mesh.otherTopologies.forEach(other => remark(`two mesh configurations differ in gatewayTopology: ${this.mesh.origin} counts, and not ${other}`));
    return this.mesh.topology
      ? { topology: this.mesh.topology, topologyFrom: `defaultConfig of the mesh, ${this.mesh.origin}` }
      : { topologyFrom: 'nothing among the manifests sets it' };
  }

  private servicePorts(namespace: string, labels: Labels, containerPorts: { readonly [name: string]: number }): ServicePort[] {
    return this.set.objects
      .filter(({ kind, group, spec, namespace: its }) => kind === 'Service' && group === '' && its === namespace
        && Object.keys(spec.selector ?? {}).length > 0 && selects(texts(spec.selector), labels))
      .flatMap(service => list(service.spec.ports).map(({ port, targetPort = port }: any) => ({
        service: service.name,
        port: Number(port),
        targetPort: Number(containerPorts[targetPort] ?? targetPort),
      })))
      .filter(({ targetPort }) => Number.isInteger(targetPort));
  }
}
