import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { knowsCelRule, schemaProblems } from './schemas';

const labels = { app: 'gateway' };
const metadata = { name: 'gateway', namespace: 'edge', labels, annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' } };

/** One good object of each kind; every test below starts from a copy. */
const good: Record<string, any> = {
  EnvoyFilter: {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata,
    spec: {
      workloadSelector: { labels },
      configPatches: [{
        applyTo: 'HTTP_FILTER',
        match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
        patch: {
          operation: 'INSERT_FIRST',
          value: {
            name: 'allow',
            typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC', 'rules': { policies: {} }, 'anything': [{}, 1, 'x'] },
          },
        },
      }],
    },
  },
  Gateway: {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata,
    spec: {
      selector: labels,
      servers: [{ hosts: ['*.example.com'], port: { name: 'https', number: 8443, protocol: 'HTTPS' }, tls: { mode: 'SIMPLE', credentialName: 'cert' } }],
    },
  },
  VirtualService: {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata,
    spec: {
      hosts: ['a.example.com'],
      gateways: ['edge/gateway'],
      http: [{ match: [{ uri: { prefix: '/' } }], route: [{ destination: { host: 'echo', port: { number: 80 } } }], timeout: '1m30s' }],
    },
  },
  AuthorizationPolicy: {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata,
    spec: { selector: { matchLabels: labels }, action: 'ALLOW', rules: [{ from: [{ source: { remoteIpBlocks: ['192.0.2.0/24'] } }] }] },
  },
  Deployment: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          containers: [{
            name: 'istio-proxy',
            image: 'auto',
            ports: [{ containerPort: 8443 }],
            readinessProbe: { httpGet: { path: '/healthz/ready', port: 15021 } },
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: 2, memory: '1e9' } },
          }],
          topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }],
        },
      },
    },
  },
  Service: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      selector: labels,
      ports: [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 'https' }],
    },
  },
  HorizontalPodAutoscaler: {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: {
      minReplicas: 2,
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gateway' },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '1.5k' } } },
        { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: 100 } } },
      ],
    },
  },
  PodDisruptionBudget: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { maxUnavailable: '25%', selector: { matchLabels: labels } } },
  NetworkPolicy: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ port: 8443, endPort: 8444 }] }] },
  },
  Ingress: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'gateway', port: { number: 80 } } } }] } }] },
  },
  ServiceAccount: { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
  Namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'edge', labels: { 'istio-injection': 'enabled' } } },
  ConfigMap: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'a.yaml': 'x: 1' }, binaryData: { b: 'AAEC' } },
};

describe('a good object', () => {
  test.each(Object.keys(good))('%s', kind => {
    expect(schemaProblems(good[kind])).toEqual([]);
    expect(schemaProblems(good[kind], { partial: true })).toEqual([]);
  });

  test.each([
    ['a deny-all policy', changed('AuthorizationPolicy', 'spec', {})],
    ['a policy that allows everything', changed('AuthorizationPolicy', 'spec.rules', [{}])],
    ['a null where the schema says nullable', changed('VirtualService', 'spec.http.0.retries', { attempts: 2, retryRemoteLocalities: null })],
    ['a generated name', changed('ConfigMap', 'metadata', { generateName: 'list-' })],
  ])('%s', (_, manifest) => expect(schemaProblems(manifest)).toEqual([]));
});

describe('a bad object', () => {
  // The path to change in the good object, the value to put there (undefined takes it away), the one problem.
  test.each<[string, string, string, unknown, string]>([
    // unknown fields
    ['unknown at the top', 'Gateway', 'specs', {}, 'specs = {} is an unknown field'],
    ['unknown at the top', 'Service', 'specs', {}, 'specs = {} is an unknown field'],
    ['unknown deep inside', 'Gateway', 'spec.servers.0.port.numbr', 80, 'spec.servers[0].port.numbr = 80 is an unknown field'],
    ['unknown deep inside', 'Deployment', 'spec.template.spec.containers.0.imagePullPolice', 'Always',
      'spec.template.spec.containers[0].imagePullPolice = "Always" is an unknown field'],
    ['unknown beside a free value', 'EnvoyFilter', 'spec.configPatches.0.patch.values', {}, 'spec.configPatches[0].patch.values = {} is an unknown field'],
    ['unknown in a map of objects', 'VirtualService', 'spec.http.0.match.0.headers', { 'x-a': { exakt: 'b' } },
      'spec.http[0].match[0].headers.x-a.exakt = "b" is an unknown field'],
    ['snake case', 'AuthorizationPolicy', 'spec.rules.0.from.0.source.remote_ip_blocks', [],
      'spec.rules[0].from[0].source.remote_ip_blocks = [] is an unknown field'],
    ['unknown in metadata', 'EnvoyFilter', 'metadata.label', {}, 'metadata.label = {} is an unknown field'],
    ['unknown in metadata', 'Service', 'metadata.label', {}, 'metadata.label = {} is an unknown field'],
    ['newer than the schema', 'Service', 'spec.a/b', 1, 'spec["a/b"] = 1 is an unknown field'],
    // types
    ['text for a number', 'Gateway', 'spec.servers.0.port.number', '8443', 'spec.servers[0].port.number = "8443": must be integer'],
    ['number for a text', 'Gateway', 'metadata.labels.app', 1, 'metadata.labels.app = 1: must be string'],
    ['number for a text', 'ConfigMap', 'data.n', 1, 'data.n = 1: must be string'],
    ['null', 'Gateway', 'spec.selector', null, 'spec.selector = null: must be object'],
    ['object for a list', 'AuthorizationPolicy', 'spec.rules', {}, 'spec.rules = {}: must be array'],
    ['text for a free object', 'EnvoyFilter', 'spec.configPatches.0.patch.value', 'x', 'spec.configPatches[0].patch.value = "x": must be object'],
    ['fraction for int-or-string', 'Service', 'spec.ports.0.targetPort', 80.5, 'spec.ports[0].targetPort = 80.5: must be integer,string'],
    ['object for int-or-string', 'PodDisruptionBudget', 'spec.maxUnavailable', { value: 1 }, 'spec.maxUnavailable = {"value":1}: must be integer,string'],
    ['wrong unit of a quantity', 'Deployment', 'spec.template.spec.containers.0.resources.limits.memory', '128MiB',
      'spec.template.spec.containers[0].resources.limits.memory = "128MiB": must match pattern'],
    // formats and limits
    ['beyond int32', 'Service', 'spec.ports.0.port', 2 ** 31, 'spec.ports[0].port = 2147483648: must match format "int32"'],
    ['not a number', 'Service', 'spec.ports.0.port', NaN, 'spec.ports[0].port = null: must be integer'],
    ['beyond int64', 'Deployment', 'spec.template.spec.terminationGracePeriodSeconds', 2 ** 63,
      'spec.template.spec.terminationGracePeriodSeconds = 9223372036854776000: must match format "int64"'],
    ['not base64', 'ConfigMap', 'binaryData.b', '?', 'binaryData.b = "?": must match format "byte"'],
    ['not a time', 'Gateway', 'metadata.creationTimestamp', 'today', 'metadata.creationTimestamp = "today": must match format "date-time"'],
    ['negative', 'Gateway', 'spec.servers.0.port.number', -1, 'spec.servers[0].port.number = -1: must be >= 0'],
    // enums
    ['enum', 'AuthorizationPolicy', 'spec.action', 'allow', 'spec.action = "allow" must be one of "ALLOW", "DENY", "AUDIT", "CUSTOM"'],
    ['enum', 'EnvoyFilter', 'spec.configPatches.0.patch.operation', 'ADD_FIRST', 'spec.configPatches[0].patch.operation = "ADD_FIRST" must be one of'],
    // required fields
    ['required', 'Gateway', 'spec.servers.0.hosts', undefined, 'spec.servers[0].hosts is missing in {"port":'],
    ['required', 'Service', 'spec.ports.0.port', undefined, 'spec.ports[0].port is missing in {"name":"http","targetPort":8080}'],
    ['no name', 'Gateway', 'metadata.name', undefined, 'metadata.name is missing'],
    ['no metadata', 'Namespace', 'metadata', undefined, 'metadata.name is missing'],
    // oneOf
    ['two of one', 'EnvoyFilter', 'spec.configPatches.0.match.cluster', {}, 'may set only one of listener, routeConfiguration, cluster, waypoint'],
    ['two of one', 'VirtualService', 'spec.http.0.match.0.uri.exact', '/a',
      'spec.http[0].match[0].uri = {"prefix":"/","exact":"/a"} may set only one of exact, prefix, regex'],
  ])('%s: %s %s', (_, kind, path, value, problem) => {
    expect(schemaProblems(changed(kind, path, value))).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    ['another version', { ...good.Gateway, apiVersion: 'networking.istio.io/v1beta1' },
      'Gateway gateway: no schema for apiVersion "networking.istio.io/v1beta1" and kind "Gateway"'],
    ['another kind', { apiVersion: 'v1', kind: 'Pod' }, 'Pod: no schema for apiVersion "v1" and kind "Pod"'],
    ['no kind', { a: 1 }, '{"a":1}: no schema for apiVersion undefined and kind undefined'],
    ['null', null, 'null: no schema for apiVersion undefined and kind undefined'],
    ['text', 'kind: Service', '"kind: Service": no schema for apiVersion undefined and kind undefined'],
  ])('of no kind that we know: %s', (_, manifest, problem) => expect(schemaProblems(manifest)).toEqual([problem]));

  test('tells all problems, each with the object', () => {
    const manifest = changed('Service', 'spec.type', 1);
    manifest.spec.ports[1].prot = 'TCP';
    expect(schemaProblems(manifest)).toEqual([
      'Service gateway: spec.ports[1].prot = "TCP" is an unknown field',
      'Service gateway: spec.type = 1: must be string',
    ]);
  });
});

describe('CEL rules', () => {
  const target = [{ kind: 'Gateway', name: 'g', group: 'gateway.networking.k8s.io' }];

  test.each<[string, string, unknown, string]>([
    ['AuthorizationPolicy', 'spec.targetRefs', target, 'only one of targetRefs or selector can be set'],
    ['AuthorizationPolicy', 'spec.targetRef', target[0], 'only one of targetRefs or selector can be set'],
    ['EnvoyFilter', 'spec.targetRefs', target, 'only one of targetRefs or workloadSelector can be set'],
    ['EnvoyFilter', 'spec.workloadSelector.labels.app', 'a*', 'wildcard is not supported in selector'],
    ['EnvoyFilter', 'spec.configPatches.0.match.context', 'WAYPOINT', 'only support waypointMatch when context is WAYPOINT'],
    ['EnvoyFilter', 'spec.configPatches.0.match', { waypoint: {} }, 'only support waypointMatch when context is WAYPOINT'],
    ['EnvoyFilter', 'spec.configPatches.0.match', { context: 'WAYPOINT', waypoint: { portNumber: 0 } }, 'port must be between 1-65535'],
    ['Gateway', 'spec.servers.0.tls.credentialNames', ['a'], 'only one of credentialName or credentialNames can be set'],
    ['VirtualService', 'spec.http.0.timeout', '0.5ms', 'must be a valid duration greater than 1ms'],
    ['VirtualService', 'spec.http.0.timeout', '5 s', 'must be a valid duration greater than 1ms'],
    ['AuthorizationPolicy', 'spec.selector.matchLabels', { 'a*': 'b' }, 'wildcard not allowed in label key match'],
    ['AuthorizationPolicy', 'spec.selector.matchLabels', { '': 'b' }, 'key must not be empty'],
    ['AuthorizationPolicy', 'spec.rules.0.from.0.source', { serviceAccounts: ['a'], namespaces: ['b'] },
      'Cannot set serviceAccounts with namespaces or principals'],
    ['AuthorizationPolicy', 'spec', { targetRefs: [{ ...target[0], namespace: 'b' }] }, 'cross namespace referencing is not currently supported'],
  ])('%s %s', (kind, path, value, problem) => {
    expect(schemaProblems(changed(kind, path, value))).toEqual([expect.stringContaining(problem)]);
  });

  test.each<[string, object[], string]>([
    ['tls on plain HTTP', [{ protocol: 'HTTP', tls: {} }], 'tls must not be specified for protocols'],
    ['HTTPS that passes through', [{ protocol: 'HTTPS', tls: { mode: 'Passthrough' } }], 'tls mode must be Terminate for protocol HTTPS'],
    ['a host on TCP', [{ protocol: 'TCP', hostname: 'a.example.com' }], 'hostname must not be specified for protocols'],
    ['two of one name', [{}, { port: 81 }], 'Listener name must be unique within the Gateway'],
    ['two of one port and host', [{}, { name: 'two' }], 'Combination of port, protocol and hostname must be unique for each listener'],
    ['TLS that ends without certificate', [{ protocol: 'TLS', tls: { mode: 'Terminate' } }], 'certificateRefs or options must be specified'],
  ])('Gateway of the Kubernetes Gateway API: %s', (_, listeners, problem) => {
    const gateway = (some: object[]) => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata,
      spec: { gatewayClassName: 'istio', listeners: some.map(one => ({ name: 'one', port: 80, protocol: 'HTTP', ...one })) },
    });
    expect(schemaProblems(gateway([{}]))).toEqual([]);
    expect(schemaProblems(gateway(listeners))).toEqual([expect.stringContaining(problem)]);
  });

  test('targetRefs alone are good', () => {
    expect(schemaProblems(changed('AuthorizationPolicy', 'spec', { targetRefs: target }))).toEqual([]);
    expect(schemaProblems(changed('EnvoyFilter', 'spec.workloadSelector', undefined))).toEqual([]);
  });

  test('every rule of the pinned CRDs can be checked', () => {
    const crds = ['istio.yaml', 'gateway-api.yaml']
      .flatMap(file => parseAllDocuments(readFileSync(join(__dirname, '../../imports/crds', file), 'utf8')).map(document => document.toJS()));
    const rules = new Set(valuesOf(crds, 'x-kubernetes-validations').flat().map(({ rule }) => rule));
    expect(rules.size).toBeGreaterThan(10);
    expect([...rules].filter(rule => !knowsCelRule(rule))).toEqual([]);
    expect(knowsCelRule('self > 1')).toBe(false);
  });
});

describe('partial objects', () => {
  const ports = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'gateway' }, spec: { ports: [{ name: 'http', targetPort: 8080 }] } };

  test('may leave out what is required', () => {
    expect(schemaProblems(ports)).toEqual(['Service gateway: spec.ports[0].port is missing in {"name":"http","targetPort":8080}']);
    expect(schemaProblems(ports, { partial: true })).toEqual([]);
    expect(schemaProblems(changed('Gateway', 'spec.servers', [{ hosts: ['*'] }]), { partial: true })).toEqual([]);
  });

  test.each<[string, string, unknown, string]>([
    ['Service', 'spec.ports.0.prot', 1, 'is an unknown field'],
    ['Service', 'metadata.label', 1, 'is an unknown field'],
    ['Service', 'spec.type', 1, 'must be string'],
    ['Service', 'metadata.name', undefined, 'metadata.name is missing'],
    ['AuthorizationPolicy', 'spec.targetRef', { kind: 'Gateway' }, 'only one of targetRefs or selector can be set'],
    ['EnvoyFilter', 'spec.configPatches.0.match.cluster', {}, 'may set only one of'],
  ])('may not be wrong: %s %s', (kind, path, value, problem) => {
    expect(schemaProblems(changed(kind, path, value), { partial: true })).toEqual([expect.stringContaining(problem)]);
  });
});

/** A copy of the good object with one value changed. */
function changed(kind: string, path: string, value: unknown): any {
  // Not structuredClone: that keeps shared labels shared.
  const copy = JSON.parse(JSON.stringify(good[kind]));
  const steps = path.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce((node, step) => node[step] ??= {}, copy);
  if (value === undefined) {
    delete parent[last];
  } else {
    parent[last] = value;
  }
  return copy;
}

/** The values of this key, at any depth. */
function valuesOf(node: unknown, wanted: string): any[] {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) => key === wanted ? [value] : valuesOf(value, wanted));
}
