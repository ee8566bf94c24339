import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { PARTIAL, emittedBy, one } from './emitted';
import { Aws, GatewayInstall, LoadBalancer, LoadBalancerName, NlbController, OriginLock, TargetType, TrustedProxy, TrustedTopology } from '../../src';
import { Fault } from '../../src/fault';
import { KINDS } from '../../src/providers/kind-annotations';
import { chartIn, gatewayIn } from '../support/app';
import { ENTRIES, EXAMPLE, USES } from '../support/catalogue';

const install = GatewayInstall.existing({ serviceName: 'front' });
const BETA = 'service.beta.kubernetes.io';

/** All chains of which an entry is the point. */
function topologies(id: string): TrustedTopology[] {
  const { chain } = ENTRIES.find(entry => entry.id === id)!;
  return USES.flatMap(use => {
    try {
      const proxies = chain(use, 'Cluster', EXAMPLE);
      return proxies ? [new TrustedTopology({ proxies })] : [];
    } catch (error) {
      if (error instanceof Fault) return [];
      throw error;
    }
  });
}

/** The annotations by which an entry's Service makes its load balancer, and those that an existing Service gets. */
function annotations(id: string): { made: string[]; existing: string[] } {
  const of = (way?: GatewayInstall) => [...new Set(topologies(id).flatMap(topology => {
    try {
      return Object.keys(one(emittedBy({ topology, install: way }), 'Service')?.metadata.annotations ?? {});
    } catch (error) {
      if (error instanceof Fault) return [];
      throw error;
    }
  }))].filter(name => !(name in PARTIAL) && !name.startsWith('cdk8s-istio-source-ip/'));
  return { made: of(), existing: of(install) };
}

/** Where an existing Service gets fewer annotations than make its load balancer. All others change it where it is. */
const LEFT_OUT: Record<string, string[]> = {
  'aws-nlb-cloud-provider': [`${BETA}/aws-load-balancer-type`],
  'google-private-service-connect': ['networking.gke.io/load-balancer-type'],
  'azure-application-gateway': [`${BETA}/azure-load-balancer-internal`],
  'azure-application-gateway-tcp': [`${BETA}/azure-load-balancer-internal`],
  'cloudflare': ['cloud.google.com/l4-rbs'],
  'cloudflare-spectrum': ['cloud.google.com/l4-rbs'],
  'fastly': ['cloud.google.com/l4-rbs'],
  'akamai': ['cloud.google.com/l4-rbs'],
  'google-passthrough': ['cloud.google.com/l4-rbs'],
  'google-internal-passthrough': ['networking.gke.io/load-balancer-type'],
  'azure-private-link': [`${BETA}/azure-load-balancer-internal`],
  'digitalocean': [`${BETA}/do-loadbalancer-type`],
  'ovh-octavia': ['loadbalancer.ovhcloud.com/class'],
  'ovh-iolb': ['loadbalancer.ovhcloud.com/class'],
  'oracle': ['oci.oraclecloud.com/load-balancer-type'],
  'oracle-network': ['oci.oraclecloud.com/load-balancer-type'],
  'ibm-vpc-nlb': ['service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features'],
  'ibm-classic-nlb': ['service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features'],
  'huawei-shared': ['kubernetes.io/elb.class'],
  'huawei-dedicated': ['kubernetes.io/elb.class'],
};
/** The class of an existing Service cannot be changed, and only we name the ports of a Service: an error. */
const REFUSED = ['aws-nlb-instance', 'aws-nlb-ip', 'aws-cloudfront', 'alibaba-nlb', 'upcloud'];

test.each(ENTRIES.map(({ id }) => id))('an existing Service gets nothing that chooses another load balancer: %s', id => {
  const { made, existing } = annotations(id);
  expect(made.filter(name => !existing.includes(name))).toEqual(REFUSED.includes(id) ? made : LEFT_OUT[id] ?? []);
  expect(existing.filter(name => !made.includes(name))).toEqual([]);
});

test('each of these is known to a controller', () => {
  const folder = join(__dirname, '..', 'data', 'controllers');
  const known = readdirSync(folder).filter(file => file.endsWith('.json'))
    .flatMap(file => JSON.parse(readFileSync(join(folder, file), 'utf8')).names as string[]);
  expect([...KINDS.keys()].filter(name => !known.includes(name))).toEqual([]);
});

const part = (...proxies: TrustedProxy[]) => one(emittedBy({ topology: new TrustedTopology({ proxies }), install }), 'Service');

describe("annotations of the user's own that choose a kind are left out too", () => {
  test('in LoadBalancer.of', () => {
    const proxy = LoadBalancer.of(LoadBalancerName.HETZNER, {
      proxyProtocol: true,
      originLock: OriginLock.enforcedElsewhere('a network of our own'),
      annotations: { [`${BETA}/openstack-internal-load-balancer`]: 'true', 'load-balancer.hetzner.cloud/name': 'front' },
    });
    expect(part(proxy).metadata.annotations)
      .toEqual({ ...PARTIAL, 'load-balancer.hetzner.cloud/uses-proxyprotocol': 'true', 'load-balancer.hetzner.cloud/name': 'front' });
  });

  test.each<[string, { [name: string]: string }, object | undefined]>([
    ['beside others', { [`${BETA}/aws-load-balancer-nlb-target-type`]: 'ip', [`${BETA}/aws-load-balancer-name`]: 'front' },
      { [`${BETA}/aws-load-balancer-name`]: 'front' }],
    ['alone: the Service then needs no change', { [`${BETA}/aws-load-balancer-type`]: 'external' }, undefined],
    ['unlike one that only sounds so', { 'example.com/aws-load-balancer-type': 'nlb' }, { 'example.com/aws-load-balancer-type': 'nlb' }],
  ])('in TrustedProxy.layer4, %s', (_, given, left) => {
    const service = part(TrustedProxy.layer4({
      name: 'lb', multiTenant: false, keepsPacketSource: true, targetType: TargetType.PODS, service: { annotations: given },
    }));
    expect(service?.metadata.annotations).toEqual(left && { ...PARTIAL, ...left });
  });
});

const runbookOf = (proxy: TrustedProxy, way?: GatewayInstall) =>
  gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies: [proxy] }), install: way }).runbook;
const nlb = Aws.nlb({ controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: false, proxyProtocol: false });
const must = (proxy: string, annotation: string, note = '') => `- ${proxy}: the existing load balancer must be of this kind: \`${annotation}\`. No manifest says so, `
  + 'since on an existing one the annotation is ignored or removed, or makes another load balancer. See '
  + `\`kubectl get service front -n edge -o jsonpath='{.metadata.annotations}'\` and what the cloud shows of it${note}\n`;

test('the runbook asks a person to look, and says where', () => {
  expect(runbookOf(LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH), install)).toContain(must('google-passthrough', 'cloud.google.com/l4-rbs: enabled',
    "; a target pool, GKE's older kind, is right too: it keeps the client's address"));
  expect(runbookOf(LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } }), install)).toContain(must('azure-lb', `${BETA}/azure-load-balancer-internal: true`));
  expect(runbookOf(nlb, install)).toContain(must('nlb', `${BETA}/aws-load-balancer-type: nlb`,
    '; `aws elbv2 describe-load-balancers` shows Network Load Balancers, `aws elb describe-load-balancers` Classic ones')
    + must('nlb', `${BETA}/aws-load-balancer-internal: true`));
});

test.each<[string, TrustedProxy, GatewayInstall | undefined]>([
  ['the manifests make it so', LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH), undefined],
  ['no annotation chooses', LoadBalancer.of(LoadBalancerName.AZURE), install],
])('the runbook does not ask where %s', (_, proxy, way) => {
  expect(runbookOf(proxy, way)).not.toContain('must be of this kind');
});
