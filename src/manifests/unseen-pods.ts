import { KnownFrom } from './known-from';
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
  /** Where that is surer than the labels alone. */
  readonly knownFrom?: KnownFrom;
  /** Whether they may have other labels. */
  readonly hasMoreLabels?: boolean;
  /** What was assumed. */
  readonly why?: string;
}

/**
 * The best guess at the pods that an Istio Gateway selects and that are not among the manifests: by a part of their Deployment, an IstioOperator, an
 * Application of Argo CD, the Services in front of them, or only the labels.
 */
export function unseenPods(gateway: ManifestObject, set: ObjectSet, pods: readonly PodTemplate[], rootNamespace: string): UnseenPods[] {
  const labels = texts(gateway.spec.selector);
  const parts = pods.filter(({ object, annotations }) => isPartial(object) && PROXY_CONFIG in annotations);
  const part = parts.find(({ object }) => object.namespace === gateway.namespace && (parts.length === 1 || object.name === gateway.name));
  if (part) {
    const { namespace, name } = part.object;
    const why = `${nameOf(part.object)} is there in part, without labels: it counts as the pods that ${nameOf(gateway)} selects`;
    return [{ pods: { ...part, labels }, namespace, name, knownFrom: KnownFrom.INSTALLED, hasMoreLabels: true, why }];
  }
  const declared = [...operatorGateways(set), ...applicationGateways(set)].find(one => selects(labels, one.labels));
  if (declared) {
    const { namespace, name, origin } = declared.object;
    return [{ pods: declared, namespace, name, knownFrom: KnownFrom.INSTALLED, why: `the pods are assumed to be those of ${origin}` }];
  }
  const values = set.values.filter(({ json }) => json.podAnnotations?.[PROXY_CONFIG]);
  const annotations = values.length === 1 ? texts(values[0].json.podAnnotations) : {};
  const servicePorts = values.length === 1 ? portsOf(gateway.name, values[0].json.service?.ports) : [];
  const from = values.length === 1 ? `; podAnnotations are those of ${values[0].origin}` : '';
  const unseen = { object: gateway, annotations, env: {}, containerPorts: {}, servicePorts };
  const nobody = `no Deployment has the labels that ${nameOf(gateway)} selects: the pods are assumed to be`;
  const services = servicesOf(labels, set);
  if (services.length > 0) {
    return services.map(({ namespace, name, spec: { selector } }) => ({
      pods: { ...unseen, labels: texts(selector) },
      namespace,
      name,
      knownFrom: KnownFrom.SERVICE,
      hasMoreLabels: true,
      why: `${nobody} those of Service ${namespace}/${name}, with no other labels${from}`,
    }));
  }
  const isDefault = Object.keys(labels).length > 0 && selects(labels, DEFAULT_LABELS);
  const namespace = namespaceOf(labels, set, isDefault ? undefined : rootNamespace) ?? (isDefault ? DEFAULT_OPERATOR_NAMESPACE : gateway.namespace);
  return [{
    pods: { ...unseen, labels: isDefault ? DEFAULT_LABELS : labels },
    namespace,
    name: gateway.name,
    hasMoreLabels: true,
    why: `${nobody} in namespace ${namespace}, with ${isDefault ? 'the labels of the default install' : 'no other labels'}${from}`,
  }];
}

const DEFAULT_LABELS = namesByOperator().podLabels;

/** Services on all of whose pods the Gateway is, one for each namespace and labels. */
function servicesOf(labels: { readonly [name: string]: string }, set: ObjectSet): ManifestObject[] {
  const found = set.ofKind('', 'Service')
    .filter(service => !isPartial(service) && Object.keys(labels).length > 0 && selects(labels, texts(service.spec.selector)));
  const keyOf = ({ namespace, spec }: ManifestObject) => JSON.stringify([namespace, Object.entries(texts(spec.selector)).sort()]);
  return found.filter((one, index) => found.findIndex(other => keyOf(other) === keyOf(one)) === index);
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

/** The namespace of a Service, a policy or a filter that selects the same pods; objects in the root namespace may select pods of others. */
function namespaceOf(labels: { readonly [name: string]: string }, set: ObjectSet, rootNamespace: string | undefined): string | undefined {
  const selecting = [
    ...set.ofKind('', 'Service').map(({ namespace, spec }) => ({ namespace, selector: spec.selector })),
    ...[...set.ofKind('security.istio.io', 'AuthorizationPolicy'), ...set.ofKind('networking.istio.io', 'EnvoyFilter')]
      .map(object => ({ namespace: object.namespace, selector: selectorOf(object) })).filter(({ namespace }) => namespace !== rootNamespace),
  ];
  return selecting.find(({ selector }) => findsPods(selector, labels))?.namespace;
}
