/** What sets a proxy configuration for the whole mesh, as values of Istio's Helm chart `istiod`. */
export function istiodValues(proxyConfig: object): { [name: string]: any } {
  return { meshConfig: { defaultConfig: proxyConfig } };
}

/** The same as the `Istio` resource of the Sail operator. */
export function sailIstio(
  proxyConfig: object, { version, namespace = 'istio-system' }: { readonly version: string; readonly namespace?: string },
): object {
  return {
    apiVersion: 'sailoperator.io/v1',
    kind: 'Istio',
    metadata: { name: 'default' },
    spec: { version, namespace, values: istiodValues(proxyConfig) },
  };
}

/** The same as an IstioOperator document: a file for istioctl, never a manifest, since no cluster serves that kind since Istio 1.24. */
export function meshOperator(proxyConfig: object, accessLog: boolean): object {
  return {
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    spec: {
      meshConfig: {
        ...accessLog ? { accessLogEncoding: 'JSON', accessLogFile: '/dev/stdout' } : {},
        defaultConfig: proxyConfig,
      },
    },
  };
}
