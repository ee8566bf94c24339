import { DeclaredGateway, chartService, declaredGateways } from './declared-gateways';
import { GatewayService } from './gateway-service';
import { ManifestObject, texts } from './manifest-object';
import { HelmValues, ObjectSet, isPartial } from './object-set';
import { findsPods } from './pod-selector';
import { PodTemplate, portsOf } from './pod-template';
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
  /** What was assumed. */
  readonly why?: string;
}

/** The pods of a gateway that something among the manifests installs. */
export function declaredPods({ pods, namespace, name, service, from }: DeclaredGateway): UnseenPods {
  return { pods, namespace, name, service, why: `the pods are assumed to be those of ${from}` };
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
  const declared = declaredGateways(set).find(one => selects(labels, one.pods.labels));
  if (declared) return declaredPods(declared);
  const namespace = namespaceOf(labels, set, rootNamespace) ?? gateway.namespace;
  const values = gatewayValues(set);
  const service = values && chartService({ ...values, values: values.json, namespace, name: gateway.name });
  const from = values ? `; podAnnotations are those of ${values.origin}` : '';
  return {
    pods: {
      object: gateway,
      labels,
      annotations: texts(values?.json.podAnnotations),
      env: {},
      containerPorts: {},
      servicePorts: portsOf(gateway.name, values?.json.service?.ports),
    },
    service,
    namespace,
    name: gateway.name,
    why: `no Deployment has the labels that ${nameOf(gateway)} selects: `
      + `the pods are assumed to be in namespace ${namespace}, with no other labels${from}`,
  };
}

/** Values of Istio's chart `gateway`, if there is one file of them. */
function gatewayValues({ values }: ObjectSet): HelmValues | undefined {
  const found = values.filter(({ json, isGateway }) => isGateway || json.podAnnotations?.[PROXY_CONFIG]);
  return found.length === 1 ? found[0] : undefined;
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
