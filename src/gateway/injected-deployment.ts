import { k8s } from 'cdk8s-plus-28';
import { GatewayModel, acknowledgements, proxyConfigAnnotation, statusPortEnv } from './gateway-model';
import { GatewayReplicas } from './gateway-replicas';
import { GatewayServer } from './gateway-server';
import { namespaceLabel } from './namespace-label';

export function deployment(model: GatewayModel): any {
  const selector = { matchLabels: model.podLabels };
  return k8s.KubeDeployment.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.podLabels, annotations: acknowledgements(model.topology) },
    spec: {
      selector,
      template: {
        metadata: {
          labels: { ...model.podLabels, ...namespaceLabel(model.namespace), 'sidecar.istio.io/inject': 'true' },
          annotations: { 'inject.istio.io/templates': 'gateway', ...proxyConfigAnnotation(model) },
        },
        spec: {
          serviceAccountName: model.name,
          containers: [container(model)],
          topologySpreadConstraints: spread(model.podLabels),
        },
      },
    },
  });
}

/** Over zones and hosts, as far as there are several. */
export function spread(matchLabels: { [name: string]: string }): k8s.TopologySpreadConstraint[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(topologyKey => ({
    maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { ...matchLabels } },
  }));
}

/** istiod fills in image, arguments, probes and volumes; user, permissions and resources are ours. */
function container(model: GatewayModel): k8s.Container {
  return {
    name: 'istio-proxy',
    image: 'auto',
    ...statusPortEnv(model.topology),
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

/** TCP only: with a UDP port of the same number istiod's injection makes a pod that the API server refuses; QUIC works without it. */
function containerPorts(servers: readonly GatewayServer[]): k8s.ContainerPort[] {
  return servers
    .filter((server, index) => servers.findIndex(other => other.targetPort === server.targetPort) === index)
    .map(server => ({ name: server._portName, containerPort: server.targetPort, protocol: 'TCP' }));
}

export function serviceAccount(model: GatewayModel): any {
  return k8s.KubeServiceAccount.manifest({ metadata: { name: model.name, namespace: model.namespace, labels: model.podLabels } });
}

/** istiod hands a certificate only to a gateway whose ServiceAccount may read its Secret. */
export function secretReaderRole(model: GatewayModel): any {
  return k8s.KubeRole.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.podLabels },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
  });
}

export function secretReaderRoleBinding(model: GatewayModel): any {
  return k8s.KubeRoleBinding.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.podLabels },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: model.name },
    subjects: [{ kind: 'ServiceAccount', name: model.name }],
  });
}

/** The autoscaler adds pods when they use more than this share of the CPU time that they requested. */
export const BUSY = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

export function autoscaler(model: GatewayModel, { minReplicas, maxReplicas }: Required<GatewayReplicas>): any {
  return k8s.KubeHorizontalPodAutoscalerV2.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.podLabels },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: model.name }, minReplicas, maxReplicas, metrics: [BUSY] },
  });
}

/** One pod at a time, so that a drained node never takes the last one of several, and a single one can still move. */
export function disruptionBudget(model: GatewayModel): any {
  return k8s.KubePodDisruptionBudget.manifest({
    metadata: { name: model.name, namespace: model.namespace, labels: model.podLabels },
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: model.podLabels } },
  });
}
