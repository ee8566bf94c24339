import { ManifestObject, texts } from './manifest-object';
import { ObjectSet, isPartial } from './object-set';
import { findsPods } from './pod-selector';
import { PodTemplate, portsOf } from './pod-template';
import { DEFAULT_OPERATOR_NAMESPACE, namesByChart, namesByOperator } from '../istio/installed-names';
import { nameOf } from '../istio/kubernetes-object';
import { list, record } from '../istio/list';
import { selectorOf, selects } from '../istio/policy-attachment';
import { PROXY_CONFIG } from '../istio/proxy-config';

/** Pods that are not among the manifests, as far as they are known. */
export interface UnseenPods {
  readonly pods: PodTemplate;
  readonly namespace: string;
  readonly name: string;
  /** What was assumed. */
  readonly why?: string;
}

/**
 * The best guess at the pods that an Istio Gateway selects and that are not among the manifests: by a part of their Deployment, an IstioOperator, an
 * Application of Argo CD, or only the labels.
 */
export function unseenPods(gateway: ManifestObject, set: ObjectSet, pods: readonly PodTemplate[], rootNamespace: string): UnseenPods {
  const labels = texts(gateway.spec.selector);
  const parts = pods.filter(({ object, annotations }) => isPartial(object) && PROXY_CONFIG in annotations);
  const part = parts.find(({ object }) => object.namespace === gateway.namespace && (parts.length === 1 || object.name === gateway.name));
  if (part) {
    const why = `${nameOf(part.object)} is there in part, without labels: it counts as the pods that ${nameOf(gateway)} selects`;
    return { pods: { ...part, labels }, namespace: part.object.namespace, name: part.object.name, why };
  }
  const declared = [...operatorGateways(set), ...applicationGateways(set)].find(one => selects(labels, one.labels));
  if (declared) {
    const { namespace, name, origin } = declared.object;
    return { pods: declared, namespace, name, why: `the pods are assumed to be those of ${origin}` };
  }
  const namespace = namespaceOf(labels, set, rootNamespace) ?? gateway.namespace;
  const values = set.values.filter(({ json }) => json.podAnnotations?.[PROXY_CONFIG]);
  const annotations = values.length === 1 ? texts(values[0].json.podAnnotations) : {};
  const servicePorts = values.length === 1 ? portsOf(gateway.name, values[0].json.service?.ports) : [];
  const from = values.length === 1 ? `; podAnnotations are those of ${values[0].origin}` : '';
  return {
    pods: { object: gateway, labels, annotations, env: {}, containerPorts: {}, servicePorts },
    namespace,
    name: gateway.name,
    why: `no Deployment has the labels that ${nameOf(gateway)} selects: `
      + `the pods are assumed to be in namespace ${namespace}, with no other labels${from}`,
  };
}

function operatorGateways(set: ObjectSet): PodTemplate[] {
  return set.ofKind('install.istio.io', 'IstioOperator').flatMap(operator => list(operator.spec.components?.ingressGateways)
    .filter((gateway: any) => gateway.enabled !== false)
    .map((gateway: any): PodTemplate => ({
      object: {
        ...operator,
        namespace: gateway.namespace ?? DEFAULT_OPERATOR_NAMESPACE,
        name: gateway.name,
        origin: `IstioOperator in ${operator.origin}`,
      },
      labels: { ...namesByOperator(gateway.name, texts(gateway.label)).podLabels, ...overlaidLabels(gateway) },
      annotations: texts(gateway.k8s?.podAnnotations),
      env: {},
      containerPorts: {},
      servicePorts: portsOf(gateway.name, gateway.k8s?.service?.ports),
    })));
}

const POD_LABEL = 'spec.template.metadata.labels.';

/** Labels that istioctl puts on the pods only, and not into selectors. */
function overlaidLabels({ name, k8s }: any): { [name: string]: string } {
  const patches = list(k8s?.overlays).filter((overlay: any) => overlay?.kind === 'Deployment' && overlay.name === name)
    .flatMap(({ patches: its }: any) => list(its));
  return Object.fromEntries(patches.filter(({ path }: any) => String(path).startsWith(POD_LABEL))
    .map(({ path, value }: any) => [path.slice(POD_LABEL.length), String(value)]));
}

/** Istio's chart `gateway`, with values in the Application. */
function applicationGateways(set: ObjectSet): PodTemplate[] {
  return set.ofKind('argoproj.io', 'Application').filter(({ spec }) => spec.source?.chart === 'gateway').map(application => {
    const { source: { helm }, destination } = application.spec;
    const values = record(helm?.valuesObject);
    const name = String(values.name ?? helm?.releaseName ?? application.name);
    return {
      object: { ...application, namespace: destination?.namespace ?? application.namespace, name, origin: nameOf(application) },
      labels: namesByChart(name, texts(values.labels)).podLabels,
      annotations: texts(values.podAnnotations),
      env: texts(values.env),
      containerPorts: {},
      servicePorts: portsOf(name, values.service?.ports),
    };
  });
}

/** The namespace of a Service, a policy or a filter that selects the same pods. */
function namespaceOf(labels: { readonly [name: string]: string }, set: ObjectSet, rootNamespace: string): string | undefined {
  const selecting = [
    ...set.ofKind('', 'Service').map(({ namespace, spec }) => ({ namespace, selector: spec.selector })),
    ...[...set.ofKind('security.istio.io', 'AuthorizationPolicy'), ...set.ofKind('networking.istio.io', 'EnvoyFilter')]
      .map(object => ({ namespace: object.namespace, selector: selectorOf(object) })),
  ];
  return selecting.find(({ namespace, selector }) => namespace !== rootNamespace && findsPods(selector, labels))?.namespace;
}
