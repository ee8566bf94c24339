import {
  Aws, Cloudflare, GatewayServer, Haproxy, IpAllowList, IpBlocks, LoadBalancer, LoadBalancerName, MatchEngine, OriginLock,
  ProxyProtocolGateway, TargetType, TrustedTopology, analysis,
} from '../../src';
import { chartIn, gatewayIn, messageOf } from '../support/app';

/** As plain JavaScript has it, and the lines behind an `any`. */
const js = (value: unknown) => value as any;
const addresses = IpBlocks.of('203.0.113.0/24');
const list = (props: object) => new IpAllowList(chartIn(), 'list', js({ addresses, ...props }));
const listOn = (props: object) => list({ gateway: gatewayIn(chartIn()), ...props });
const nlb = { targetType: TargetType.NODES, internetFacing: true, proxyProtocol: false };

const MISSING = 'nothing that decides who gets in is guessed, and a variable that nobody set looks the same';
const TYPE = 'it would be read as something else, or as nothing';
const VALUE = 'it would be taken for one of its values, and not for the one that was meant';
const PROPERTY = 'it would be ignored, and nothing would say so';

test.each<[string, () => unknown, string]>([
  ['a secret that is not set', () => OriginLock.header('x-origin-key', js(process.env.NO_SUCH_KEY)),
    `[missing-value] valueInManifest of OriginLock.header is missing; ${MISSING}; write a text, such as '…'`],
  ['a secret that is a number, which is not printed', () => OriginLock.header('x-origin-key', js(1234567890123456)),
    `[wrong-type] valueInManifest of OriginLock.header is not a text; ${TYPE}; write a text, such as '…'`],
  ['a load balancer that the catalogue does not have', () => LoadBalancer.of(js('F5'), {}),
    `[unknown-value] which of LoadBalancer.of is the text "F5", which LoadBalancerName does not have; ${VALUE}; write one of LoadBalancerName, such as `
    + 'LoadBalancerName.GOOGLE_PASSTHROUGH'],
  ['a load balancer that is nearly one', () => LoadBalancer.of(js('Metal-LB')),
    `[unknown-value] which of LoadBalancer.of is the text "Metal-LB", which LoadBalancerName does not have; ${VALUE}; write LoadBalancerName.METALLB`],
  ['a host without its list', () => GatewayServer.http(js({ name: 'web', hosts: 'a.example.com' })),
    `[wrong-type] hosts of GatewayServer.http is the text "a.example.com"; ${TYPE}; write hosts: ['a.example.com']`],
  ['texts in place of addresses', () => listOn({ addresses: ['203.0.113.7', '198.51.100.0/24'] }),
    `[wrong-type] addresses of new IpAllowList is a list; ${TYPE}; write IpBlocks.of('203.0.113.7', '198.51.100.0/24') (at chart/list)`],
  ['a topology of nothing', () => new TrustedTopology(js({})),
    `[missing-value] proxies of new TrustedTopology is missing; ${MISSING}; write proxies: [what a factory makes, such as Aws.nlb({ … }), LoadBalancer.of(…) or `
    + 'TrustedProxy.layer4({ … })]'],
  ['a topology without an argument', () => new (js(TrustedTopology))(),
    `[missing-value] props of new TrustedTopology is missing; ${MISSING}; write { proxies: … }`],
  ['a trace of nothing', () => new analysis.Tracer(analysis.Manifests.fromText(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: gw, namespace: edge }
spec: { template: { metadata: { labels: { istio: gw } }, spec: { containers: [{ name: istio-proxy, image: auto }] } } }
---
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: gw, namespace: edge },
  spec: { selector: { istio: gw }, servers: [{ hosts: ['*'], port: { number: 80, name: http, protocol: HTTP } }] } }
`)).trace(js({})),
  `[missing-value] peer of Tracer.trace is missing; ${MISSING}; write a text, such as '…'`],
  ['null for a default', () => Aws.nlb(js({ ...nlb, controller: null })),
    `[unknown-value] controller of Aws.nlb is null, which NlbController does not have; ${VALUE}; write NlbController.LOAD_BALANCER_CONTROLLER or NlbController.CLOUD_PROVIDER or NlbController.EKS_AUTO_MODE`],
  ['the name of a member, not its value', () => Aws.nlb(js({ ...nlb, controller: 'CLOUD_PROVIDER' })),
    `[unknown-value] controller of Aws.nlb is the text "CLOUD_PROVIDER", which NlbController does not have; ${VALUE}; write NlbController.CLOUD_PROVIDER`],
  ['a target type that is not given', () => Aws.nlb(js({ ...nlb, targetType: undefined })),
    `[missing-value] targetType of Aws.nlb is missing; ${MISSING}; write TargetType.NODES or TargetType.PODS`],
  ["a target type in AWS' words", () => Aws.nlb(js({ ...nlb, targetType: 'ip' })),
    `[unknown-value] targetType of Aws.nlb is the text "ip", which TargetType does not have; ${VALUE}; write TargetType.PODS`],
  ['a target type in another case', () => Aws.nlb(js({ ...nlb, targetType: 'Pods' })),
    `[unknown-value] targetType of Aws.nlb is the text "Pods", which TargetType does not have; ${VALUE}; write TargetType.PODS`],
  ['an engine by name', () => listOn({ engine: 'trie' }),
    `[wrong-type] engine of new IpAllowList is the text "trie"; ${TYPE}; write MatchEngine.authorizationPolicy() or MatchEngine.ipTrie() (at chart/list)`],
  ['an engine without parentheses', () => listOn({ engine: MatchEngine.ipTrie }),
    `[wrong-type] engine of new IpAllowList is a function; ${TYPE}; write MatchEngine.ipTrie(), with parentheses (at chart/list)`],
  ['a form in lower case', () => listOn({ form: 'allow' }),
    `[unknown-value] form of new IpAllowList is the text "allow", which AllowListForm does not have; ${VALUE}; write AllowListForm.ALLOW (at chart/list)`],
  ['a list without its gateway', () => list({}),
    `[missing-value] gateway of new IpAllowList is missing; ${MISSING}; write a ProxyProtocolGateway, or what ProxyProtocolGateway.fromGatewayAttributes(…) makes (at chart/list)`],
  ['the one of several', () => new TrustedTopology(js({ proxy: [] })),
    `[unknown-property] proxy of new TrustedTopology does not exist; ${PROPERTY}; write proxies`],
  ['a list for a path', () => listOn({ paths: ['/admin'] }),
    `[unknown-property] paths of new IpAllowList does not exist; ${PROPERTY}; give what is protected a host of its own: no list protects a path alone, since backends read paths in more ways than a list can compare; exempt opens whole paths (at chart/list)`],
  ['a mistyped property', () => listOn({ excempt: ['/healthz'] }),
    `[unknown-property] excempt of new IpAllowList does not exist; ${PROPERTY}; write exempt (at chart/list)`],
  ['a property that the other proxy has', () => Cloudflare.http(js({ connectsFrom: addresses, originLock: OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1'), targetType: 'nodes' })),
    `[unknown-property] targetType of Cloudflare.http does not exist; ${PROPERTY}; write one of connectsFrom, originLock, clientAddressHeader, or leave it out`],
  ['a number as a text', () => GatewayServer.tcp(js({ name: 'db', port: '5432' })),
    `[wrong-type] port of GatewayServer.tcp is the text "5432"; ${TYPE}; write 5432`],
  ['an annotation that is not a text', () => LoadBalancer.of(LoadBalancerName.HETZNER, js({ annotations: { 'load-balancer.hetzner.cloud/http-redirect-http': true } })),
    `[wrong-type] annotations['load-balancer.hetzner.cloud/http-redirect-http'] of LoadBalancer.of is true; ${TYPE}; write 'true'`],
  ['a version that JavaScript has shortened', () => gatewayIn(chartIn(), js({ istioVersion: 1.30 })),
    `[wrong-type] istioVersion of new ProxyProtocolGateway is the number 1.3; ${TYPE}; write a text, such as '…' (at chart/gateway)`],
  ['a nested property', () => Aws.classicElb(js({ internetFacing: true, connectsFrom: addresses, accessLog: { bucket: 'logs' } })),
    `[unknown-property] accessLog.bucket of Aws.classicElb does not exist; ${PROPERTY}; write s3BucketName`],
  ['something in a list that is not given', () => Haproxy.tcp(js({ connectsFrom: addresses, targetType: 'nodes', upstreams: [undefined] })),
    `[missing-value] upstreams[0] of Haproxy.tcp is missing; ${MISSING}; write a text, such as '…'`],
  ['no chart', () => new ProxyProtocolGateway(js(undefined), 'gateway', js({})),
    `[missing-value] scope of new ProxyProtocolGateway is missing; ${MISSING}; write the chart or construct that holds it`],
])('%s', (_, open, message) => {
  expect(messageOf(open)).toBe(message);
});

test('what is left out by its name, with undefined, is not given', () => {
  expect(() => Aws.nlb({ ...nlb, controller: undefined, originLock: undefined })).not.toThrow();
});
