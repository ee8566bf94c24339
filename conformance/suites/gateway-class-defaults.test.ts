import { stringify } from 'yaml';
import { Manifests } from '../../src/manifests';
import { madeDeployment } from '../rig/gateway-api';
import { apply, get, Manifest, namespaces, remove } from '../rig/kubernetes';

const CONFIG = 'proxy.istio.io/config';
const CLASS = 'with-defaults';
const NAMESPACE = 'class-defaults';

const topology = (numTrustedProxies: number) => ({ [CONFIG]: JSON.stringify({ gatewayTopology: { numTrustedProxies } }) });
const map = (name: string, namespace: string, count: number, labels = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    deployment: stringify({ spec: { template: { metadata: { annotations: topology(count) } } } }),
    service: stringify({ metadata: { annotations: { 'example.com/count': `${count}` } }, spec: { externalTrafficPolicy: 'Local' } }),
  },
} as unknown as Manifest);
const defaults = (namespace: string, gatewayClass = CLASS) => map('defaults', namespace, 3, { 'gateway.istio.io/defaults-for-class': gatewayClass });
const parameters = map('parameters', NAMESPACE, 2);
const gatewayClass: Manifest = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: CLASS }, spec: { controllerName: 'istio.io/gateway-controller' } };
const gateway = (name: string, infrastructure?: object): Manifest => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name, namespace: NAMESPACE },
  spec: { gatewayClassName: CLASS, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], ...infrastructure && { infrastructure } },
});
const OWN = { annotations: topology(1) };
const REF = { parametersRef: { group: '', kind: 'ConfigMap', name: 'parameters' } };

describe('Ways to install', () => {
  beforeAll(async () => {
    await namespaces([NAMESPACE]);
    await apply([gatewayClass]);
  });
  afterAll(() => remove([gatewayClass]));

  /** How many proxies it trusts, and which ConfigMap the Service is from. */
  test.each<[string, Manifest, Manifest[], number, string | undefined]>([
    ['nothing but its own annotation', gateway('own', OWN), [], 1, undefined],
    ['the defaults of its class, over its own annotation', gateway('of-class', OWN), [defaults('istio-system')], 3, '3'],
    ['the defaults of another class', gateway('of-another', OWN), [defaults('istio-system', 'another')], 1, undefined],
    ['defaults in another namespace', gateway('elsewhere', OWN), [defaults(NAMESPACE)], 1, undefined],
    ['its parameters, over the defaults of its class', gateway('of-both', { ...OWN, ...REF }), [defaults('istio-system'), parameters], 2, '2'],
  ])('a Gateway with %s is read as istiod makes it', async (_, made, maps, count, service) => {
    await apply([...maps, made]);
    try {
      const { spec: { template } } = await madeDeployment(made);
      const { metadata, spec } = await get('service', NAMESPACE, `${made.metadata.name}-${CLASS}`);
      const [read] = Manifests.fromText([gatewayClass, ...maps, made].map(one => JSON.stringify(one)).join('\n---\n'))._workloads;
      expect(JSON.parse(template.metadata.annotations[CONFIG]).gatewayTopology.numTrustedProxies).toBe(count);
      expect(read.topology.numTrustedProxies).toBe(count);
      expect([metadata.annotations?.['example.com/count'], spec.externalTrafficPolicy === 'Local']).toEqual([service, service !== undefined]);
      const { annotations, spec: its } = read.installedService!;
      expect([annotations['example.com/count'], its.externalTrafficPolicy === 'Local']).toEqual([service, service !== undefined]);
    } finally {
      await remove([...maps, made]);
    }
  });
});
