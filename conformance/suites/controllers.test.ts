import { LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';
import { BY_CLOUD_PROVIDER, BY_METALLB, Made, WAYS_OF_A_SERVICE, differences, serviceOf, wrongAddress } from '../fixtures/balancers';
import { GATEWAY_API, Way } from '../fixtures/ways';
import { Controller, Outcome, clear, outcomesOf } from '../rig/controllers';
import { Manifest, apply, namespaces } from '../rig/kubernetes';

/** A gateway's Service in a namespace of its own. */
interface Row {
  readonly name: string;
  readonly made: Made;
  readonly way: Way;
  /** What becomes of it before the controller reads it. */
  readonly change?: (service: Manifest) => void;
  /** The beginning of the address that it should get. */
  readonly address?: string;
}

/** A row with something wrong, and how it is found. */
type Fault = Row & { readonly found: RegExp };

const [INJECTED, ...OTHERS] = WAYS_OF_A_SERVICE;

/** All uses, and those that differ by more than the policy in the other ways to install. */
function everyWay(uses: readonly Made[], few: readonly Made[]): Row[] {
  return [INJECTED, ...OTHERS].flatMap(way => (way === INJECTED ? uses : few).map(made => ({ name: `${made.name}, ${way.name}`, made, way })));
}

const LB = 'service.beta.kubernetes.io/aws-load-balancer';
const use = (name: string) => BY_CLOUD_PROVIDER.find(made => made.name === name)!;
const CLASSIC = use('aws-classic-elb, PROXY, Local');
const CLASSIC_INSIDE = use('aws-classic-elb, inside, with an access log');
const PLAIN = use('aws-nlb-cloud-provider, plain, Local');
const PROXY = use('aws-nlb-cloud-provider, PROXY, Local');
const AFTER_CDN = use('aws-nlb-cloud-provider behind a CDN, plain, Local');

const USES = everyWay(BY_CLOUD_PROVIDER, [CLASSIC, PLAIN, PROXY, AFTER_CDN]);

/** Writes annotations; undefined takes one away. */
const annotate = (annotations: Record<string, string | undefined>) => ({ metadata }: Manifest) => {
  metadata.annotations = JSON.parse(JSON.stringify({ ...metadata.annotations, ...Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${LB}-${name}`, value])) }));
};
const spec = (fields: object) => (service: Manifest) => void Object.assign(service.spec, fields);

/** Faults of a Service, and what is found of each. */
const FAULTS: readonly Fault[] = ([
  ['PROXY of a Classic ELB as "true"', CLASSIC, annotate({ 'proxy-protocol': 'true' }), /^is not built: .*only value supported/],
  ['no PROXY of a Classic ELB', CLASSIC, annotate({ 'proxy-protocol': undefined }), /^port 80, sends PROXY: false, not true$/],
  ["an NLB's attributes on a Classic ELB", CLASSIC, annotate({ 'target-group-attributes': 'proxy_protocol_v2.enabled=true' }), /^is not built: .*only supported for NLB/],
  ['HTTP read by a Classic ELB', CLASSIC, annotate({ 'backend-protocol': 'http' }), /^port 80, protocol to the node: HTTP, not TCP$/],
  ['a Classic ELB on the internet', CLASSIC_INSIDE, annotate({ internal: undefined }), /^scheme: internet-facing, not internal$/],
  ['an access log every 10 minutes', CLASSIC_INSIDE, annotate({ 'access-log-emit-interval': '10' }), /^is not built: .*EmitInterval/],
  ['no type of an NLB', PROXY, annotate({ type: undefined }), /^is not built: .*only supported for NLB/],
  ['a misspelt attribute', PROXY, annotate({ 'target-group-attributes': 'proxy_protocol_v2.enable=true' }), /^is not built: .*is not supported by the controller/],
  ['no attributes', PROXY, annotate({ 'target-group-attributes': undefined }), /^port 80, sends PROXY: false, not true$/],
  ['the packet source kept beside PROXY', PROXY, annotate({ 'target-group-attributes': 'proxy_protocol_v2.enabled=true' }), /^port 80, keeps the packet source: true, not false$/],
  ["kube-proxy's health check beside PROXY", PROXY, annotate({ 'healthcheck-port': undefined, 'healthcheck-protocol': undefined }), /^port 80, health check: nobody answers HTTP:.* with a PROXY header$/],
  ['the packet source replaced', PLAIN, annotate({ 'target-group-attributes': 'preserve_client_ip.enabled=false' }), /^port 80, keeps the packet source: false, not true$/],
  ["the AWS Load Balancer Controller's class", PLAIN, spec({ loadBalancerClass: 'service.k8s.aws/nlb' }), /^is not built: the controller leaves the Service to others$/],
  ['an unknown health check', PLAIN, annotate({ 'healthcheck-port': '15021', 'healthcheck-protocol': 'http' }), /^port 80, health check: nobody answers HTTP:15021/],
  ['UDP beside TCP', PLAIN, ({ spec: { ports } }: Manifest) => void ports.push({ ...ports[1], name: 'h3-https', protocol: 'UDP' }), /^is not built: .*mixed protocol/],
  ['IPv6 in the source ranges', AFTER_CDN, spec({ loadBalancerSourceRanges: ['192.0.2.0/24', '2001:db8:cd::/48'] }), /^is not built: .*2001:db8:cd::\/48 is malformed/],
  ['no source ranges', AFTER_CDN, spec({ loadBalancerSourceRanges: undefined }), /^port 80, takes connections from: 0\.0\.0\.0\/0, not 192\.0\.2\.0\/24$/],
] as const).map(([name, made, change, found]) => ({ name, made, way: INJECTED, change, found }));

/** Addresses of the second only for those who ask. */
const POOLS = { public: '192.0.2.0/24', office: '198.51.100.0/28' };
const ALONE = BY_METALLB.find(({ name }) => name === 'metallb, plain, Local')!;
const options = (annotations: Record<string, string>): Made => ({
  ...ALONE, topology: () => new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.METALLB, { annotations })] }),
});

const ADDRESSED: readonly Row[] = [
  ...everyWay(BY_METALLB, [ALONE]).map(row => ({ ...row, address: '192.0.2.' })),
  { name: 'from a pool of their own', made: options({ 'metallb.io/address-pool': 'office' }), way: INJECTED, address: '198.51.100.' },
  { name: 'an address of their own', made: options({ 'metallb.io/loadBalancerIPs': '198.51.100.7' }), way: INJECTED, address: '198.51.100.7' },
  { name: 'HTTP/3', made: ALONE, way: INJECTED, change: ({ spec: { ports } }) => ports.push({ ...ports[1], name: 'h3-https', protocol: 'UDP' }), address: '192.0.2.' },
];

const UNADDRESSED: readonly Fault[] = ([
  ['an address that no pool has', options({ 'metallb.io/loadBalancerIPs': '203.0.113.1' }), undefined, /^gets no address: .*203\.0\.113\.1/],
  ['a class', ALONE, spec({ loadBalancerClass: 'service.k8s.aws/nlb' }), /^gets no address: the controller leaves the Service to others$/],
  ['the policy Cluster', ALONE, spec({ externalTrafficPolicy: 'Cluster' }), /^externalTrafficPolicy: Cluster, not Local$/],
] as const).map(([name, made, change, found]) => ({ name, made, way: INJECTED, change, found, address: '192.0.2.' }));

/** What a controller makes of Services: for each row what is wrong with it. */
async function wrongs(
  rows: readonly Row[], start: () => Promise<Controller>, wrong: (row: Row, outcome: Outcome) => string[],
): Promise<Map<string, string[]>> {
  const places = rows.map((_, index) => `balancer-${index}`);
  await namespaces(places);
  try {
    const services: Manifest[] = [];
    for (const [index, row] of rows.entries()) {
      const service = await serviceOf(row.made, row.way, places[index]);
      row.change?.(service);
      services.push(service);
    }
    await apply(services.filter((_, index) => rows[index].way.install !== GATEWAY_API));
    const outcomes = await outcomesOf(places, start);
    return new Map(rows.map((row, index) => [row.name, wrong(row, outcomes[index])]));
  } finally {
    await clear(places);
  }
}

describe('Load balancer controllers', () => {
  describe("AWS' cloud provider", () => {
    let found: Map<string, string[]>;
    beforeAll(async () => {
      found = await wrongs([...USES, ...FAULTS], () => Controller.aws(), ({ made }, outcome) => differences(outcome, made));
    }, 300_000);

    test.each(USES.map(({ name }) => name))('builds what is declared: %s', name => {
      expect(found.get(name)).toEqual([]);
    });

    test.each(FAULTS.map(fault => [fault.name, fault] as const))('a fault is seen: %s', (name, fault) => {
      expect(found.get(name)).toContainEqual(expect.stringMatching(fault.found));
    });
  });

  describe('MetalLB', () => {
    let found: Map<string, string[]>;
    beforeAll(async () => {
      const wrong = ({ made, address }: Row, outcome: Outcome) => wrongAddress(outcome, made, address!);
      found = await wrongs([...ADDRESSED, ...UNADDRESSED], () => Controller.metallb(POOLS), wrong);
    }, 300_000);

    test.each(ADDRESSED.map(({ name }) => name))('gives an address and leaves the packets alone: %s', name => {
      expect(found.get(name)).toEqual([]);
    });

    test.each(UNADDRESSED.map(fault => [fault.name, fault] as const))('a fault is seen: %s', (name, fault) => {
      expect(found.get(name)).toContainEqual(expect.stringMatching(fault.found));
    });
  });
});
