import { Manifest } from './kubernetes';

/** A service account that may read the Secrets of its namespace: istiod hands certificates to nobody else. */
export function secretReader(namespace: string, name: string): Manifest[] {
  const metadata = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }] },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

/** Pods of a gateway as people write them by hand, in a namespace of their own, with an account and a label of the same name. */
export function plainDeployment(name: string, proxyConfig: object): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, 'sidecar.istio.io/inject': 'true' },
          annotations: { 'inject.istio.io/templates': 'gateway', 'proxy.istio.io/config': JSON.stringify(proxyConfig) },
        },
        spec: { serviceAccountName: name, containers: [{ name: 'istio-proxy', image: 'auto' }] },
      },
    },
  };
}
