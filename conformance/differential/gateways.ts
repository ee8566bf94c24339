import { backend } from '../rig/backends';
import { certificate, secret } from '../rig/certificates';
import { GatewayPod } from '../rig/gateway-pod';
import { synced } from '../rig/istio';
import { apply, Manifest, namespaces } from '../rig/kubernetes';
import { plainDeployment, secretReader } from '../rig/plain-gateway';

/** A gateway with every kind of server, written by hand: what is compared is Istio's meaning of manifests, whoever wrote them. */
export interface Gateway {
  readonly name: string;
  readonly proxyProtocol: boolean;
  readonly manifests: readonly Manifest[];
}

const SERVERS = [
  { port: { name: 'http', number: 80, protocol: 'HTTP' }, hosts: ['www.example.com', 'admin.example.com', '*.wild.example.com'] },
  { port: { name: 'https', number: 443, protocol: 'HTTPS' }, hosts: ['www.example.com', 'admin.example.com'], tls: { mode: 'SIMPLE', credentialName: 'web' } },
  { port: { name: 'tls', number: 9443, protocol: 'TLS' }, hosts: ['vault.example.com'], tls: { mode: 'PASSTHROUGH' } },
  { port: { name: 'tcp', number: 5432, protocol: 'TCP' }, hosts: ['*'] },
];

/** The ports of the Service, and of the pods. */
export const PORTS: Record<string, number> = { http: 8080, https: 8443, tls: 9443, tcp: 5432 };

/** What some of them do to requests, where Istio reads it; Envoy's answers are compared with what trace makes of it. */
const SETTINGS: Record<string, object> = {
  'proxy-0': { profile: 'EDGE' },
  'plain-1': {
    httpMergeSlashes: true, httpPathWithEscapedSlashesAction: 'UNESCAPE_AND_FORWARD', httpHeadersWithUnderscoresAction: 'HEADERS_WITH_UNDERSCORES_DROP_HEADER',
  },
  'plain-2': { httpPathWithEscapedSlashesAction: 'REJECT_REQUEST', http_headers_with_underscores_action: 'HEADERS_WITH_UNDERSCORES_REJECT_REQUEST' },
  'proxy-2': { profile: 'EDGE', http_merge_slashes: false, httpHeadersWithUnderscoresAction: 'HEADERS_WITH_UNDERSCORES_ALLOW' },
  'plain-3': { profile: 'EDGE', httpPathWithEscapedSlashesAction: 'KEEP_UNCHANGED', httpHeadersWithUnderscoresAction: 3 },
};

/** One for each number of trusted proxies, with PROXY and without. */
export const GATEWAYS: readonly Gateway[] = [0, 1, 2, 3].flatMap(numTrustedProxies => [false, true].map(proxyProtocol => {
  const name = `${proxyProtocol ? 'proxy' : 'plain'}-${numTrustedProxies}`;
  const labels = { app: name };
  const gatewayTopology = { numTrustedProxies, ...(proxyProtocol && { proxyProtocol: {} }) };
  const metadata = { name, namespace: name };
  const route = (kind: string) => [{ destination: { host: `KIND-${kind}`, port: { number: 80 } } }];
  return {
    name,
    proxyProtocol,
    manifests: [
      plainDeployment(name, { gatewayTopology, connectionSettings: SETTINGS[name] }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { selector: labels, ports: SERVERS.map(({ port }) => ({ name: `${port.protocol.toLowerCase()}-${port.name}`, port: port.number, targetPort: PORTS[port.name] })) },
      },
      { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata, spec: { selector: labels, servers: SERVERS } },
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata,
        spec: {
          gateways: [name],
          hosts: ['www.example.com', 'admin.example.com', '*.wild.example.com', 'vault.example.com'],
          http: [{ route: route('http') }],
          tls: [{ match: [{ port: 9443, sniHosts: ['vault.example.com'] }], route: route('tls') }],
          tcp: [{ match: [{ port: 5432 }], route: route('tcp') }],
        },
      },
    ],
  };
}));

/** Applies them all and starts their pods. */
export async function startGateways(): Promise<Map<string, GatewayPod>> {
  await namespaces(GATEWAYS.map(({ name }) => name));
  const backends = { http: await backend('differential/http', 'http'), tls: await backend('differential/tls', 'tls'), tcp: await backend('differential/tcp', 'tcp') };
  const web = await certificate('web');
  const routed = (manifest: Manifest): Manifest => JSON.parse(JSON.stringify(manifest).replace(/KIND-(\w+)/g, (_, kind: keyof typeof backends) => backends[kind].host));
  await apply(GATEWAYS.flatMap(({ name, manifests }) => [
    ...secretReader(name, name),
    secret(name, 'web', web),
    ...manifests.map(routed),
  ]));
  const pods = await Promise.all(GATEWAYS.map(({ name }) => GatewayPod.start(name, name)));
  await synced();
  return new Map(pods.map((pod, index) => [GATEWAYS[index].name, pod]));
}
