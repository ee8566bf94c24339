import { FieldPath } from './field-path';
import { GatewayService, writtenIn } from './gateway-service';
import { HelmRelease, helmReleases } from './helm-releases';
import { ManifestObject, texts } from './manifest-object';
import { ObjectSet } from './object-set';
import { PodTemplate, environment, portsOf } from './pod-template';
import { DEFAULT_OPERATOR_GATEWAY, DEFAULT_OPERATOR_NAMESPACE, namesByChart, namesByOperator } from '../istio/installed-names';
import { nameOf } from '../istio/kubernetes-object';
import { list, record } from '../istio/list';
import { PROXY_CONFIG } from '../istio/proxy-config';

/** A gateway that something among the manifests installs: its pods and its Service, as that makes them. */
export interface DeclaredGateway {
  readonly namespace: string;
  readonly name: string;
  readonly pods: PodTemplate;
  /** Undefined where none is made. */
  readonly service?: GatewayService;
  /** What installs it, as messages name it. */
  readonly from: string;
}

/** Those of IstioOperators and of Istio's chart `gateway`. */
export function declaredGateways(set: ObjectSet): DeclaredGateway[] {
  return [...set.ofKind('install.istio.io', 'IstioOperator').flatMap(ofOperator), ...helmReleases(set).filter(({ chart }) => chart === 'gateway').map(ofChart)];
}

const CHART_PORTS = [{ name: 'status-port', port: 15021 }, { name: 'http2', port: 80 }, { name: 'https', port: 443 }];
const OPERATOR_PORTS = [{ name: 'status-port', port: 15021 }, { name: 'http2', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }];

/** @see https://github.com/istio/istio/blob/1.31.0/manifests/charts/gateway/templates */
function ofChart(release: HelmRelease): DeclaredGateway {
  const { object, values, path, namespace } = release;
  const name = String(values.name ?? release.name);
  const { podLabels } = namesByChart(name, texts(values.labels));
  const pods = {
    object,
    labels: { ...podLabels, ...texts(values.labels) },
    annotations: texts(values.podAnnotations),
    annotationsAt: { object, path: [...path, 'podAnnotations'] },
    env: texts(values.env),
    containerPorts: {},
  };
  const service = chartService({ object, values, path, namespace, name });
  return {
    namespace,
    name,
    service,
    from: nameOf(object),
    pods: { ...pods, servicePorts: portsOf(name, service?.spec.ports) },
  };
}

/** The Service of the chart `gateway`, by its values. */
export function chartService({ object, values, path, namespace, name }: {
  readonly object: ManifestObject; readonly values: any; readonly path: FieldPath; readonly namespace: string; readonly name: string;
}): GatewayService | undefined {
  const { annotations, ...spec } = record(values.service);
  // The chart puts those of all its objects on the Service, too.
  const ofAll = writtenIn(object, [...path, 'annotations'], []);
  const own = writtenIn(object, [...path, 'service', 'annotations'], [...path, 'service']);
  return spec.type === 'None' ? undefined : {
    namespace,
    name,
    annotations: { ...texts(values.annotations), ...texts(annotations) },
    spec: { type: 'LoadBalancer', ports: CHART_PORTS, ...spec },
    at: field => field[0] !== 'spec' && String(field[2]) in record(values.annotations) && !(String(field[2]) in record(annotations)) ? ofAll(field) : own(field),
  };
}

/** Profiles that have an ingress gateway. */
const WITH_GATEWAY = ['default', 'demo', 'openshift', 'preview', 'stable'];

/** @see https://github.com/istio/istio/blob/1.31.0/manifests/charts/gateways/istio-ingress */
function ofOperator(operator: ManifestObject): DeclaredGateway[] {
  const { components, profile = 'default', values, namespace: own } = operator.spec;
  const entries = list(components?.ingressGateways).map((gateway, index) => ({ gateway: record(gateway), path: ['spec', 'components', 'ingressGateways', index] as FieldPath }));
  const ofAll = record(record(record(values).gateways)[DEFAULT_OPERATOR_GATEWAY]);
  const isNamed = entries.some(({ gateway }) => (gateway.name ?? DEFAULT_OPERATOR_GATEWAY) === DEFAULT_OPERATOR_GATEWAY);
  // The default one is somebody's where something is said of it; an IstioOperator may be there for the mesh's settings alone.
  const isDefault = !isNamed && WITH_GATEWAY.includes(profile) && Object.keys(ofAll).length > 0;
  const all = [...entries, ...isDefault ? [{ gateway: { name: DEFAULT_OPERATOR_GATEWAY }, path: ['spec'] as FieldPath }] : []];
  const valuesPath = ['spec', 'values', 'gateways', DEFAULT_OPERATOR_GATEWAY];
  return all.filter(({ gateway }) => gateway.enabled !== false).map(({ gateway, path }) => {
    const name = String(gateway.name ?? DEFAULT_OPERATOR_GATEWAY);
    const namespace = String(gateway.namespace ?? own ?? DEFAULT_OPERATOR_NAMESPACE);
    const k8s = record(gateway.k8s);
    const annotations = { ...texts(ofAll.podAnnotations), ...texts(k8s.podAnnotations), ...overlaid(gateway, 'Deployment', POD_ANNOTATION) };
    const inValues = PROXY_CONFIG in record(ofAll.podAnnotations) && !(PROXY_CONFIG in record(k8s.podAnnotations));
    const { annotations: _, ...written } = record(k8s.service);
    const { type, externalTrafficPolicy, loadBalancerSourceRanges, ports } = ofAll;
    const spec = {
      type: 'LoadBalancer',
      ports: OPERATOR_PORTS,
      ...defined({ type, externalTrafficPolicy, loadBalancerSourceRanges, ports }),
      ...written,
      ...overlaid(gateway, 'Service', 'spec.'),
    };
    const isHere = Object.keys(k8s.serviceAnnotations ?? {}).length > 0;
    const service: GatewayService = {
      namespace,
      name,
      annotations: { ...texts(ofAll.serviceAnnotations), ...texts(k8s.serviceAnnotations), ...texts(overlaid(gateway, 'Service', 'metadata.annotations.')) },
      spec,
      at: writtenIn(operator, isHere ? [...path, 'k8s', 'serviceAnnotations'] : [...valuesPath, 'serviceAnnotations'], [...path, 'k8s', 'service']),
    };
    return {
      namespace,
      name,
      service,
      from: `IstioOperator in ${operator.origin}`,
      pods: {
        object: operator,
        labels: { ...namesByOperator(name, texts(gateway.label)).podLabels, ...texts(overlaid(gateway, 'Deployment', POD_LABEL)) },
        annotations: texts(annotations),
        annotationsAt: { object: operator, path: inValues ? [...valuesPath, 'podAnnotations'] : [...path, 'k8s', 'podAnnotations'] },
        env: environment(k8s.env),
        containerPorts: {},
        servicePorts: portsOf(name, spec.ports),
      },
    };
  });
}

const POD_LABEL = 'spec.template.metadata.labels.';
const POD_ANNOTATION = 'spec.template.metadata.annotations.';

/** What istioctl puts into one of the gateway's objects afterwards: fields below a path, whose dots may be escaped. */
function overlaid({ name = DEFAULT_OPERATOR_GATEWAY, k8s }: any, kind: string, below: string): { [name: string]: any } {
  const patches = list(k8s?.overlays).filter((overlay: any) => overlay?.kind === kind && overlay.name === name)
    .flatMap(({ patches: its }: any) => list(its)).map(record);
  const whole = patches.filter(({ path }) => `${path}.` === below).map(({ value }) => record(value));
  const single = patches.filter(({ path }) => String(path).startsWith(below))
    .map(({ path, value }) => ({ [path.slice(below.length).replace(/\\/g, '').replace(/^\[(.*)\]$/, '$1')]: value }));
  return Object.assign({}, ...whole, ...single);
}

function defined(fields: { readonly [name: string]: any }): { [name: string]: any } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
