import { Manifests, Trace, TraceRequest, Tracer } from '../../src/analysis';

/** Parts of a set of manifests, as objects. */
export interface Edge {
  /** gatewayTopology of the pods. */
  readonly topology?: any;
  /** Rules of a DENY, or whole specs of AuthorizationPolicies. */
  readonly policies?: any[];
  readonly servers?: any[];
  readonly virtualServices?: any[];
  /** Values of configPatches, each an EnvoyFilter. */
  readonly patches?: any[];
  readonly more?: any[];
}

export const LABELS = { app: 'edge' };

export const HTTP = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };
export const HTTPS = { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['www.example.com', 'admin.example.com'], tls: { mode: 'SIMPLE', credentialName: 'c' } };
export const TCP = { port: { number: 9000, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] };

/** A gateway `edge/edge` whose Service maps 80 to 8080 and 443 to 8443, with everything else as given. */
export function edge({ topology, policies = [], servers = [HTTP], virtualServices, patches = [], more = [] }: Edge = {}): Manifests {
  const annotations = topology ? { 'proxy.istio.io/config': JSON.stringify({ gatewayTopology: topology }) } : {};
  const metadata = (name: string) => ({ name, namespace: 'edge' });
  const objects = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('edge'),
      spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS, annotations } } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('edge'),
      spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }, { port: 443, targetPort: 8443 }] },
    },
    { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: metadata('edge'), spec: { selector: LABELS, servers } },
    ...(virtualServices ?? [{ hosts: ['*'], http: [{ route: [{ destination: { host: 'app' } }] }], tcp: [{ route: [{ destination: { host: 'db' } }] }] }])
      .map((spec, index) => ({
        apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: metadata(`routes-${index}`), spec: { gateways: ['edge'], ...spec },
      })),
    ...policies.map((policy, index) => policyObject(policy, `policy-${index}`)),
    ...patches.map((patch, index) => ({
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: metadata(`filter-${index}`),
      spec: { workloadSelector: { labels: LABELS }, configPatches: [patch] },
    })),
    ...more,
  ];
  return Manifests.fromText(objects.map(object => JSON.stringify(object)).join('\n---\n'));
}

/** A rule alone is a DENY of the edge's pods. */
function policyObject(policy: any, name: string): any {
  const isRule = 'from' in policy || 'to' in policy || 'when' in policy;
  const { annotations, ...spec } = isRule ? { action: 'DENY', rules: [policy] } : policy;
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'edge', annotations },
    spec: { selector: { matchLabels: LABELS }, ...spec },
  };
}

/** How it ends if everything is as the manifests leave one to guess. */
export function ifSo({ verdict, reason }: Trace): string {
  return verdict === 'UNCERTAIN' ? /If so: (\w+), /.exec(reason)![1] : verdict;
}

export const PEER = '10.0.0.5';

/** What the edge does with a request from the load balancer. */
export function traced(manifests: Edge | Manifests, request: Partial<TraceRequest> = {}): Trace {
  return new Tracer(manifests instanceof Manifests ? manifests : edge(manifests)).trace({ peer: PEER, ...request });
}
