import { BackendMode, NAMESPACE } from './backends';
import { get, Manifest } from './kubernetes';
import { eventually } from './programs';

/** Whether it is a Gateway of the Kubernetes Gateway API. */
export function isGatewayApi({ apiVersion, kind }: Manifest): boolean {
  return kind === 'Gateway' && apiVersion.startsWith('gateway.networking.k8s.io/');
}

/** The servers of a Gateway of either kind, as an Istio Gateway writes them: several listeners are one server. */
export function serversOf(gateway: Manifest): Manifest[] {
  if (!isGatewayApi(gateway)) return gateway.spec.servers ?? [];
  const servers = new Map<string, Manifest>();
  for (const { name, port, protocol, hostname = '*', tls } of gateway.spec.listeners) {
    const of = name.split('.')[0].replace(/-wildcard$/, '');
    const server = servers.get(of) ?? {
      port: { name: of, number: port, protocol },
      hosts: [],
      ...tls ? { tls: { mode: tls.mode === 'Passthrough' ? 'PASSTHROUGH' : 'SIMPLE', credentialName: tls.certificateRefs?.[0].name } } : {},
    } as unknown as Manifest;
    server.hosts.push(hostname);
    servers.set(of, server);
  }
  return [...servers.values()];
}

/** The Deployment that istiod makes of it. */
export async function madeDeployment({ metadata: { name, namespace }, spec: { gatewayClassName } }: Manifest): Promise<Manifest> {
  let made: Manifest | undefined;
  await eventually(`istiod to make the Deployment and the Service of Gateway ${name}`, async () => {
    await get('service', namespace!, `${name}-${gatewayClassName}`);
    made = await get('deployment', namespace!, `${name}-${gatewayClassName}`);
    return true;
  });
  return made!;
}

const KINDS = { http: ['v1', 'HTTPRoute'], tls: ['v1alpha2', 'TLSRoute'], tcp: ['v1alpha2', 'TCPRoute'] } as const;

/** A route to a Service of rig/backends.ts. */
export function route(gateway: Manifest, name: string, mode: BackendMode, host: string, port: number, service: string): Manifest {
  const [version, kind] = KINDS[mode];
  return {
    apiVersion: `gateway.networking.k8s.io/${version}`,
    kind,
    metadata: { name, namespace: gateway.metadata.namespace },
    spec: {
      parentRefs: [{ name: gateway.metadata.name, ...mode === 'http' ? {} : { port } }],
      ...mode === 'tcp' || host === '*' ? {} : { hostnames: [host] },
      rules: [{ backendRefs: [{ name: service, namespace: NAMESPACE, port: 80 }] }],
    },
  };
}

/** Lets the routes of a namespace name the backends. */
export function grant(namespace: string): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: `routes-of-${namespace}`, namespace: NAMESPACE },
    spec: {
      from: Object.values(KINDS).map(([, kind]) => ({ group: 'gateway.networking.k8s.io', kind, namespace })),
      to: [{ group: '', kind: 'Service' }],
    },
  };
}
