import { Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  ConnectionProfile, ConnectionSettings, EscapedSlashes, GatewayInstall, GatewayServer, HeadersWithUnderscores, ProxyProtocolGatewayProps,
} from '../../src';
import { PROXY_CONFIG } from '../../src/istio/proxy-config';
import { chartIn, gatewayIn, messageOf } from '../support/app';

const SETTINGS: ConnectionSettings = {
  profile: ConnectionProfile.EDGE,
  httpMergeSlashes: false,
  httpPathWithEscapedSlashesAction: EscapedSlashes.REJECT_REQUEST,
  httpHeadersWithUnderscoresAction: HeadersWithUnderscores.DROP_HEADER,
  httpStreamIdleTimeout: Duration.hours(1),
  httpRequestHeadersTimeout: Duration.millis(1500),
  httpMaxConcurrentStreams: 250,
};
const ANNOTATION = {
  gatewayTopology: { numTrustedProxies: 0 },
  connectionSettings: {
    profile: 'EDGE',
    httpMergeSlashes: false,
    httpPathWithEscapedSlashesAction: 'REJECT_REQUEST',
    httpHeadersWithUnderscoresAction: 'HEADERS_WITH_UNDERSCORES_DROP_HEADER',
    httpStreamIdleTimeout: '3600s',
    httpRequestHeadersTimeout: '1.5s',
    httpMaxConcurrentStreams: 250,
  },
};

/** Every proxy configuration that a gateway emits, in its objects and its files. */
function annotations(props: Partial<ProxyProtocolGatewayProps>): any[] {
  const chart = chartIn();
  const { files } = gatewayIn(chart, { istioVersion: '1.31', ...props });
  return [...Testing.synth(chart), ...files.filter(({ name }) => name.endsWith('.yaml')).map(({ content }) => content)].flatMap(configsIn);
}

/** Some of it is YAML inside of an object. */
function configsIn(value: any): any[] {
  if (typeof value === 'string') return value.includes(`${PROXY_CONFIG}:`) ? configsIn(parse(value)) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => key === PROXY_CONFIG ? [JSON.parse(String(one))] : configsIn(one));
}

test.each<[string, GatewayInstall]>([
  ['our own Deployment', GatewayInstall.injectedDeployment()],
  ['an existing gateway', GatewayInstall.existing()],
  ['the Kubernetes Gateway API', GatewayInstall.gatewayApi()],
  ['Helm', GatewayInstall.helmChart()],
  ['Argo CD', GatewayInstall.argoApplication({ repoUrl: 'charts', targetRevision: '1.31.0' })],
  ['istioctl', GatewayInstall.istioOperator()],
])('%s has the settings in the annotation, beside the topology', (_, install) => {
  expect(annotations({ install, connectionSettings: SETTINGS })).toEqual([ANNOTATION]);
});

test('an empty map takes the mesh\'s settings away', () => {
  expect(annotations({ connectionSettings: {} })).toEqual([{ gatewayTopology: { numTrustedProxies: 0 }, connectionSettings: {} }]);
});

test.each<[string, Partial<ProxyProtocolGatewayProps>, string]>([
  ['Istio before 1.31', { istioVersion: '1.30', connectionSettings: {} },
    '[istio-version] Istio 1.30 lacks connectionSettings; it would ignore or refuse what is emitted; upgrade to Istio 1.31 or later and write istioVersion: \'1.31\''],
  ['a window that is too small', { connectionSettings: { http2InitialStreamWindowSize: 65534 } },
    '[connection-settings] connectionSettings.http2InitialStreamWindowSize is 65534; Istio refuses the configuration: the gateway does not start, or does not do what is written; '
    + 'write a whole number from 65535 to 2147483647, or leave it out'],
  ['no streams', { connectionSettings: { httpMaxConcurrentStreams: 0 } },
    '[connection-settings] connectionSettings.httpMaxConcurrentStreams is 0; Istio refuses the configuration: the gateway does not start, or does not do what is written; '
    + 'write a whole number from 1 to 2147483647, or leave it out'],
  ['a part of a byte', { connectionSettings: { listenerPerConnectionBufferLimitBytes: 0.5 } },
    '[connection-settings] connectionSettings.listenerPerConnectionBufferLimitBytes is 0.5; Istio refuses the configuration: the gateway does not start, or does not do what is written; '
    + 'write a whole number from 0 to 2147483647, or leave it out'],
  ['more than Istio holds', { connectionSettings: { http2InitialConnectionWindowSize: 2 ** 31 } },
    '[connection-settings] connectionSettings.http2InitialConnectionWindowSize is 2147483648; Istio refuses the configuration: the gateway does not start, or does not do what is written; '
    + 'write a whole number from 65535 to 2147483647, or leave it out'],
  ['another profile', { connectionSettings: { profile: 'edge' as any } },
    '[unknown-value] connectionSettings.profile of new ProxyProtocolGateway is the text "edge", which ConnectionProfile does not have; it would be taken for one of its values, '
    + 'and not for the one that was meant; write ConnectionProfile.EDGE'],
  ['minutes', { connectionSettings: { httpIdleTimeout: '5m' as any } },
    '[wrong-type] connectionSettings.httpIdleTimeout of new ProxyProtocolGateway is the text "5m"; it would be read as something else, or as nothing; write a Duration of cdk8s, '
    + 'such as Duration.seconds(30)'],
  ['another field', { connectionSettings: { idleTimeout: Duration.minutes(5) } as any },
    '[unknown-property] connectionSettings.idleTimeout of new ProxyProtocolGateway does not exist; it would be ignored, and nothing would say so; write httpIdleTimeout'],
])('%s is refused', (_, props, message) => {
  expect(messageOf(() => gatewayIn(chartIn(), { istioVersion: '1.31', servers: [GatewayServer.http({ name: 'a', hosts: ['a.example.com'] })], ...props }))).toContain(message);
});

test('the runbook tells the whole annotation', () => {
  expect(gatewayIn(chartIn(), { connectionSettings: SETTINGS, istioVersion: '1.31' }).runbook).toContain(`It must be \`${JSON.stringify(ANNOTATION)}\`.`);
});
