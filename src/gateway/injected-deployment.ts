import { k8s } from 'cdk8s-plus-28';
import { GatewayServer } from './gateway-server';

/** What the manifests of a gateway of our own are made from. */
export interface InjectedModel {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { [name: string]: string };
  readonly annotations: { [name: string]: string };
  /** The `proxy.istio.io/config` annotation: it stands in the pod template, so a changed topology rolls the pods. */
  readonly proxyConfig: string;
  readonly servers: readonly GatewayServer[];
  readonly statusPortProxyProtocol: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

export function deployment(model: InjectedModel): any {
  const selector = { matchLabels: model.labels };
  return k8s.KubeDeployment.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.labels, annotations: model.annotations },
    spec: {
      selector,
      template: {
        metadata: {
          labels: { ...model.labels, 'sidecar.istio.io/inject': 'true' },
          annotations: { 'inject.istio.io/templates': 'gateway', 'proxy.istio.io/config': model.proxyConfig },
        },
        spec: {
          serviceAccountName: model.name,
          containers: [container(model)],
          topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(topologyKey => ({
            maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: selector,
          })),
        },
      },
    },
  });
}

/** istiod fills in image, arguments, probes and volumes; what it leaves to us is who the process is and what it may use. */
function container(model: InjectedModel): k8s.Container {
  return {
    name: 'istio-proxy',
    image: 'auto',
    ...statusPortEnv(model.statusPortProxyProtocol),
    ports: containerPorts(model.servers),
    resources: {
      requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('128Mi') },
      limits: { cpu: k8s.Quantity.fromString('2'), memory: k8s.Quantity.fromString('1Gi') },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: true,
      runAsUser: 1337,
    },
  };
}

function containerPorts(servers: readonly GatewayServer[]): k8s.ContainerPort[] {
  const tcp = servers.filter((server, index) => servers.findIndex(other => other.targetPort === server.targetPort) === index);
  return [
    ...tcp.map(server => ({ name: server._portName, containerPort: server.targetPort, protocol: 'TCP' })),
    ...servers.filter(server => server._http3).map(server => ({ name: `h3-${server.name}`, containerPort: server.targetPort, protocol: 'UDP' })),
  ];
}

/** The load balancer's health check arrives with a PROXY header too; kubelet's arrives without. */
export function statusPortEnv(wanted: boolean): { env?: k8s.EnvVar[] } {
  return wanted ? { env: [{ name: 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL', value: 'true' }] } : {};
}

export function serviceAccount(model: InjectedModel): any {
  return k8s.KubeServiceAccount.manifest({ metadata: { name: model.name, namespace: model.namespace, labels: model.labels } });
}

/** istiod hands a certificate only to a gateway whose ServiceAccount may read its Secret. */
export function secretReaderRole(model: InjectedModel): any {
  return k8s.KubeRole.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.labels },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
  });
}

export function secretReaderRoleBinding(model: InjectedModel): any {
  return k8s.KubeRoleBinding.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.labels },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: model.name },
    subjects: [{ kind: 'ServiceAccount', name: model.name }],
  });
}

export function autoscaler(model: InjectedModel): any {
  return k8s.KubeHorizontalPodAutoscalerV2.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.labels },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: model.name },
      minReplicas: model.minReplicas,
      maxReplicas: model.maxReplicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
    },
  });
}

/** One pod at a time, so that a drained node never takes the last one of several, and a single one can still move. */
export function disruptionBudget(model: InjectedModel): any {
  return k8s.KubePodDisruptionBudget.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.labels },
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: model.labels } },
  });
}
