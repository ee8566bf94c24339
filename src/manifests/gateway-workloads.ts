import { declaredGateways } from './declared-gateways';
import { FieldPath } from './field-path';
import { gatewayOverlays } from './gateway-overlays';
import { GatewayService } from './gateway-service';
import { KnownFrom } from './known-from';
import { ManifestObject, texts } from './manifest-object';
import { MeshSettings } from './mesh-settings';
import { ObjectSet, isPartial } from './object-set';
import { ownConnectionSettings } from './pod-connection-settings';
import { findsPods } from './pod-selector';
import { PodTemplate, ServicePort, podTemplate, portsOf } from './pod-template';
import { TopologyPlace, topologyOf } from './pod-topology';
import { proxyConfigs } from './proxy-config';
import { UnseenPods, declaredPods, unseenPods } from './unseen-pods';
import { RequestSettings } from '../istio/connection-settings';
import { WAYPOINT_CLASS, insideClass, isIstioClass, otherProxy } from '../istio/gateway-classes';
import { NO_TOPOLOGY, GatewayTopology } from '../istio/gateway-topology';
import { labelsByGatewayApi, namesByGatewayApi } from '../istio/installed-names';
import { nameOf } from '../istio/kubernetes-object';
import { list, record } from '../istio/list';
import { GATEWAY_NAME, isGatewayRef, Workload, selectorOf, selects, targetRefsOf } from '../istio/policy-attachment';
import { PROXY_CONFIG, runtimeNotes } from '../istio/proxy-config';

/** A gateway's pods, with everything that the manifests say about them. */
export interface GatewayWorkload extends Workload, TopologyPlace {
  /** `namespace/name`. */
  readonly id: string;
  readonly topology: GatewayTopology;
  /** Whether anything among the manifests sets it. */
  readonly topologyKnown: boolean;
  /** Of its own configuration, and not the mesh's. Undefined where that sets none. */
  readonly connectionSettings?: RequestSettings;
  /** Version of Istio of its proxies, as their image shows it. Undefined: istiod's. */
  readonly proxyVersion?: string;
  readonly knownFrom: KnownFrom;
  /** The pods, as far as they are known. */
  readonly pods: PodTemplate;
  /** The Services in front of it that are among the manifests. */
  readonly services: readonly ManifestObject[];
  /** The Service that what installs the pods makes, where that is not among the manifests. */
  readonly installedService?: GatewayService;
  /** Ports of the Services in front of it, as far as they are known. */
  readonly servicePorts: readonly ServicePort[];
  /** The Gateway of the Kubernetes Gateway API that makes the pods. */
  readonly gatewayApi?: ManifestObject;
  /** What was assumed. */
  readonly assumptions: readonly string[];
  /** Of those, what everything rests on. */
  readonly doubts: readonly Doubt[];
  /** Whether its pods may have labels that are not known. */
  readonly hasMoreLabels: boolean;
}

/** What the manifests do not show, and what would show it. */
export interface Doubt {
  readonly what: string;
  readonly add: string;
}

const GATEWAY_API = 'gateway.networking.k8s.io';

/** @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/networking/core/listener_waypoint.go */
const WAYPOINT = 'is a waypoint, inside the mesh: it takes the last entry of X-Forwarded-For for the client (useRemoteAddress is false)';

/** A Gateway of the Kubernetes Gateway API that is not an Envoy of Istio to which clients connect. */
export interface OtherGateway {
  readonly gateway: ManifestObject;
  /** What it runs on, where that is not Istio's Envoy. */
  readonly proxy?: string;
  readonly isWaypoint: boolean;
  /** What it is, as messages say. */
  readonly is: string;
}

/** Finds the pods of gateways: those among the manifests, those that istiod makes, and those that are elsewhere. */
export class GatewayWorkloads {
  public readonly found: GatewayWorkload[] = [];
  public readonly others: readonly OtherGateway[];
  private readonly istioGateways: readonly ManifestObject[];
  /** The controller of each GatewayClass. */
  private readonly classes: ReadonlyMap<string, string>;

  public constructor(
    private readonly set: ObjectSet,
    private readonly pods: readonly PodTemplate[],
    private readonly mesh: MeshSettings,
  ) {
    this.istioGateways = set.ofKind('networking.istio.io', 'Gateway');
    this.classes = new Map(set.ofKind(GATEWAY_API, 'GatewayClass').flatMap(({ name, spec: { controllerName } }): [string, string][] => typeof controllerName === 'string' ? [[name, controllerName]] : []));
    this.others = set.ofKind(GATEWAY_API, 'Gateway').flatMap(gateway => {
      const its = String(gateway.spec.gatewayClassName);
      const proxy = otherProxy(its, this.classes.get(its));
      if (proxy !== undefined) return [{ gateway, proxy, isWaypoint: false, is: `runs on ${proxy}, which is not Istio's Envoy` }];
      const inside = insideClass(its, this.classes.get(its));
      return inside === undefined ? [] : [{ gateway, isWaypoint: inside === WAYPOINT_CLASS, is: inside === WAYPOINT_CLASS ? WAYPOINT : `is between clusters (${inside})` }];
    });
    this.deployed();
    this.gatewayApi();
    this.selectedOnly();
    this.installed();
    if (this.found.length === 0) this.policiesOnly();
  }

  /** Pods that are written out. */
  private deployed(): void {
    for (const pods of this.pods.filter(template => this.isGateway(template))) {
      const { namespace, name } = pods.object;
      this.add({ pods, namespace, name, knownFrom: KnownFrom.PODS });
    }
  }

  private isGateway({ object, labels, annotations }: PodTemplate): boolean {
    if (isPartial(object)) return false;
    const templates = (annotations['inject.istio.io/templates'] ?? '').split(',').map(name => name.trim());
    return templates.includes('gateway')
      || this.istioGateways.some(({ spec }) => findsPods(spec.selector, labels));
  }

  /** Pods that istiod makes of a Gateway of the Kubernetes Gateway API. */
  private gatewayApi(): void {
    const isOthers = (gateway: ManifestObject) => this.others.some(other => other.gateway === gateway);
    const ours = this.set.ofKind(GATEWAY_API, 'Gateway').filter(one => !isOthers(one));
    for (const gateway of ours) {
      const infrastructure = record(gateway.spec.infrastructure);
      const overlays = gatewayOverlays(gateway, 'deployment', this.set, this.mesh.rootNamespace)
        .map(({ json, at }) => ({ at, template: podTemplate(gateway, record(record(json.spec).template)) }));
      // Without spec.infrastructure.annotations istiod copies those of the Gateway itself.
      const own = texts(infrastructure.annotations ?? gateway.annotations);
      const ownPath = infrastructure.annotations ? ['spec', 'infrastructure', 'annotations'] : ['metadata', 'annotations'];
      const configured = overlays.filter(({ template }) => PROXY_CONFIG in template.annotations).at(-1);
      const annotationsAt = configured === undefined ? { object: gateway, path: ownPath }
        : { object: configured.at.object, path: [...configured.at.path, 'spec', 'template', 'metadata', 'annotations'] };
      const ownLabels = infrastructure.labels === undefined ? undefined : texts(infrastructure.labels);
      const made = labelsByGatewayApi(gateway.name, String(gateway.spec.gatewayClassName), gateway.labels, ownLabels);
      const labels = Object.assign({}, made, ...overlays.map(({ template }) => template.labels));
      const annotations = Object.assign({}, own, ...overlays.map(({ template }) => template.annotations));
      const env = Object.assign({}, ...overlays.map(({ template }) => template.env));
      const pods = { object: gateway, labels, annotations, annotationsAt, env, containerPorts: {} };
      const { gatewayClassName } = gateway.spec;
      const why = isIstioClass(String(gatewayClassName)) || this.classes.has(gatewayClassName) ? undefined
        : `${nameOf(gateway)} has the class ${gatewayClassName}, whose GatewayClass is not among the manifests: it counts as Istio's, and without that no policy acts`;
      const doubts = [...why === undefined ? [] : [{ what: why, add: `add the GatewayClass ${gatewayClassName}` }], ...this.missingParameters(gateway)];
      const service = this.serviceOf(gateway, own, ownPath);
      this.add({ pods, namespace: gateway.namespace, name: gateway.name, knownFrom: KnownFrom.PODS, gatewayApi: gateway, service, why, doubts });
    }
  }

  /** The Service that istiod makes of a Gateway; for one at the address of another Service it makes none. */
  private serviceOf(gateway: ManifestObject, own: { readonly [name: string]: string }, path: FieldPath): GatewayService | undefined {
    const { spec: { addresses, listeners }, namespace, name, annotations } = gateway;
    if (list(addresses).some(({ type }: any) => type === 'Hostname')) return undefined;
    const overlays = gatewayOverlays(gateway, 'service', this.set, this.mesh.rootNamespace)
      .map(({ json, at }) => ({ at, spec: record(json.spec), annotations: texts(record(json.metadata).annotations) }));
    /** The last one that says something about a field. */
    const patching = ([head, , key]: FieldPath) => overlays.filter(({ spec, annotations: added }) => head === 'spec' ? Object.keys(spec).length > 0 : String(key) in added).at(-1);
    return {
      namespace,
      name: namesByGatewayApi(name, gateway.spec.gatewayClassName).service,
      annotations: Object.assign({}, own, ...overlays.map(({ annotations: added }) => added)),
      spec: Object.assign({ type: annotations['networking.istio.io/service-type'] ?? 'LoadBalancer', ports: list(listeners).map(({ port }: any) => ({ port })) },
        ...overlays.map(({ spec }) => spec)),
      at: field => patching(field)?.at ?? { object: gateway, path: field[0] === 'spec' ? ['spec', 'infrastructure'] : [...path, ...field.slice(2)] },
    };
  }

  private missingParameters(gateway: ManifestObject): Doubt[] {
    const ref = record(record(gateway.spec.infrastructure).parametersRef);
    const isHere = this.set.ofKind('', 'ConfigMap').some(({ namespace, name }) => namespace === gateway.namespace && name === ref.name);
    if (ref.kind !== 'ConfigMap' || isHere) return [];
    const map = `ConfigMap ${gateway.namespace}/${ref.name}`;
    return [{ what: `${map}, which may change the pods of ${nameOf(gateway)}, is not among the manifests`, add: `add ${map}` }];
  }

  /** Pods that an Istio Gateway selects, and that are not among the manifests. */
  private selectedOnly(): void {
    for (const gateway of this.istioGateways) {
      const selector = texts(gateway.spec.selector);
      const isOthers = this.others.some(other => other.gateway.name === selector[GATEWAY_NAME]);
      if (isOthers || this.found.some(({ labels }) => selects(selector, labels))) continue;
      unseenPods(gateway, this.set, this.pods, this.mesh.rootNamespace).forEach(unseen => this.add({ knownFrom: KnownFrom.SELECTOR, ...unseen }));
    }
  }

  /** Pods that something installs, and that no Istio Gateway selects. */
  private installed(): void {
    for (const declared of declaredGateways(this.set)) {
      const { namespace, pods: { labels } } = declared;
      const isFound = this.found.some(one => one.namespace === namespace && selects(labels, one.labels));
      if (!isFound) this.add({ knownFrom: KnownFrom.INSTALLED, ...declaredPods(declared) });
    }
  }

  /** Without any gateway, policies still select pods. */
  private policiesOnly(): void {
    const known = new Set<string>();
    for (const policy of [...this.set.ofKind('security.istio.io', 'AuthorizationPolicy'), ...this.set.ofKind('networking.istio.io', 'EnvoyFilter')]) {
      const target = targetRefsOf(policy).find(isGatewayRef);
      const labels = target ? { [GATEWAY_NAME]: String(target.name) } : texts(selectorOf(policy));
      const key = `${policy.namespace} ${keyOf(labels)}`;
      const isOthers = this.others.some(({ gateway }) => gateway.namespace === policy.namespace && gateway.name === labels[GATEWAY_NAME]);
      if (known.has(key) || Object.keys(labels).length === 0 || isOthers) continue;
      known.add(key);
      this.add({
        pods: { object: policy, labels, annotations: {}, env: {}, containerPorts: {} },
        namespace: policy.namespace,
        name: labels[GATEWAY_NAME] ?? Object.values(labels)[0],
        knownFrom: KnownFrom.POLICY,
        why: `there is no gateway among the manifests: the pods are assumed to be those that ${nameOf(policy)} selects`,
      });
    }
  }

  private add({ pods, namespace, name, service, knownFrom, gatewayApi, why, doubts = [], hasMoreLabels = false }: Found): void {
    const assumptions = [...why === undefined ? [] : [why], ...proxyConfigs(pods).flatMap(({ json, place }) => runtimeNotes(json, place))];
    const { topology, ...where } = topologyOf(pods, this.mesh, text => assumptions.push(text));
    const services = this.set.ofKind('', 'Service')
      .filter(one => one.namespace === namespace && findsPods(one.spec.selector, pods.labels));
    this.found.push({
      id: `${namespace}/${name}`,
      namespace,
      labels: pods.labels,
      topology: topology ?? NO_TOPOLOGY,
      ...where,
      topologyKnown: topology !== undefined || this.mesh.config !== undefined,
      connectionSettings: ownConnectionSettings(pods, text => assumptions.push(text)),
      proxyVersion: pods.proxyTag,
      knownFrom,
      pods,
      services,
      installedService: services.some(one => one.name === service?.name) ? undefined : service,
      servicePorts: servicePortsOf(pods, services),
      gatewayApi,
      assumptions,
      doubts: [KnownFrom.PODS, KnownFrom.INSTALLED].includes(knownFrom) ? doubts : [{ what: why!, add: ADD_PODS }],
      hasMoreLabels,
    });
  }
}

function servicePortsOf({ containerPorts, servicePorts = [] }: PodTemplate, services: readonly ManifestObject[]): ServicePort[] {
  return [...servicePorts, ...services.flatMap(service => portsOf(service.name, service.spec.ports, containerPorts))]
    .filter(({ targetPort }) => Number.isInteger(targetPort));
}

const ADD_PODS = "add the Deployment of the gateway's pods, or what installs it";

/** Pods, before their settings are read. */
interface Found extends UnseenPods {
  readonly knownFrom: KnownFrom;
  readonly gatewayApi?: ManifestObject;
  readonly doubts?: readonly Doubt[];
}

function keyOf(labels: { readonly [name: string]: string }): string {
  return JSON.stringify(Object.entries(labels).sort());
}
