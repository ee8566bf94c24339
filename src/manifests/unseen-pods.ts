import { DeclaredGateway, chartService, declaredGateways } from './declared-gateways';
import { GatewayService } from './gateway-service';
import { KnownFrom } from './known-from';
import { ManifestObject, texts } from './manifest-object';
import { HelmValues, ObjectSet, isPartial } from './object-set';
import { findsPods } from './pod-selector';
import { PodTemplate, portsOf } from './pod-template';
import { DEFAULT_OPERATOR_NAMESPACE, namesByOperator } from '../istio/installed-names';
import { nameOf } from '../istio/kubernetes-object';
import { selectorOf, selects } from '../istio/policy-attachment';
import { PROXY_CONFIG } from '../istio/proxy-config';

/** Pods that are not among the manifests, as far as they are known. */
export interface UnseenPods {
  readonly pods: PodTemplate;
  readonly namespace: string;
  readonly name: string;
  /** The Service that is installed with them, where that is known. */
  readonly service?: GatewayService;
  /** Where that is surer than the labels alone. */
  readonly knownFrom?: KnownFrom;
  /** Whether they may have other labels. */
  readonly hasMoreLabels?: boolean;
  /** What was assumed. */
  readonly why?: string;
}

/** The pods of a gateway that something among the manifests installs. */
export function declaredPods({ pods, namespace, name, service, from }: DeclaredGateway): UnseenPods {
  return { pods, namespace, name, service, knownFrom: KnownFrom.INSTALLED, why: `the pods are assumed to be those of ${from}` };
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
  const declared = declaredGateways(set).find(one => selects(labels, one.pods.labels));
  if (declared) return [declaredPods(declared)];
  const values = gatewayValues(set);
  const from = values ? `; podAnnotations are those of ${values.origin}` : '';
  const unseen = {
    object: gateway,
    annotations: texts(values?.json.podAnnotations),
    env: {},
    containerPorts: {},
    servicePorts: portsOf(gateway.name, values?.json.service?.ports),
  };
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
    service: values && chartService({ ...values, values: values.json, namespace, name: gateway.name }),
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

/** Values of Istio's chart `gateway`, if there is one file of them. */
function gatewayValues({ values }: ObjectSet): HelmValues | undefined {
  const found = values.filter(({ json, isGateway }) => isGateway || json.podAnnotations?.[PROXY_CONFIG]);
  return found.length === 1 ? found[0] : undefined;
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
