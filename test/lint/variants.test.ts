import { readFileSync } from 'fs';
import { join } from 'path';
import { GATEWAY, deployment, envoyFilter, findingsOf, from, gateway, gatewayApi, networkPolicy, notHosts, object, policy, redirect, scope, service, tcp, tls } from './flow';
import { Linter, Manifests } from '../../src/analysis';

// What the examples of the checks leave out, so that their pages are about one thing.

const OFFICE = from('notIpBlocks', '203.0.113.0/24');
const REMOTE = from('notRemoteIpBlocks', '203.0.113.0/24');
const ADMIN = 'hosts: [admin.example.com]';
const onAdmin = (sources = OFFICE) => policy('DENY', `${sources}, ${scope(ADMIN)}`);
const allowed = (operation: string) => policy('ALLOW', `${from('ipBlocks', '203.0.113.0/24')}, ${scope(operation)}`);

const PROXY = '{proxyProtocol: {}}';
const XFF = '{numTrustedProxies: 1}';
const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const PROXY_FILTER = '{name: p, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol}}';

type Row = [title: string, documents: string[], findings: string[]];

/** What one check says about these objects, with its severity. */
function says(code: string, ...rows: Row[]): void {
  test.each(rows)(`${code}: %s`, (_, documents, findings) => {
    expect(findingsOf([code], ...documents)).toEqual(findings.map(line => line.replace(/^\w+/, severity => `${severity} ${code}:`)));
  });
}

const WITHOUT_PORT = 'admin.example.com is there, and not admin.example.com:*';
says('host-without-port',
  ['another list for another host', [GATEWAY, onAdmin(), policy('DENY', `${OFFICE}, ${scope('hosts: [www.example.com, "www.example.com:*"]')}`)], [`error ${WITHOUT_PORT}`]],
  ['the other form in another policy', [GATEWAY, onAdmin(), policy('DENY', `${OFFICE}, ${scope('hosts: ["admin.example.com:*"]')}`)], []],
  ['the same list on everything', [GATEWAY, onAdmin(), policy('DENY', OFFICE)], []],
  ['an ALLOW for everything', [GATEWAY, onAdmin(), policy('ALLOW', '')], [`error ${WITHOUT_PORT}`]],
  ['a token is asked for', [GATEWAY, onAdmin(), policy('ALLOW', 'from: [{source: {requestPrincipals: ["*"]}}]')], [`warning ${WITHOUT_PORT}`]],
  ['the same list on POST', [GATEWAY, policy('DENY', `${OFFICE}, to: [{operation: {${ADMIN}}}, {operation: {methods: [POST]}}]`)], [`error ${WITHOUT_PORT}`]],
  ['both on the same ports', [GATEWAY, policy('DENY', `${OFFICE}, to: [{operation: {${ADMIN}, ports: ["80"]}}, {operation: {hosts: ["admin.example.com:*"], ports: ["80"]}}]`)], []],
  ['on pods that nobody knows', [policy('DENY', `${OFFICE}, ${scope(ADMIN)}`).replace('selector: {matchLabels: {istio: edge}}, ', '')], [`warning ${WITHOUT_PORT}`]],
  ['on pods that nobody knows, with both forms', [policy('DENY', `${OFFICE}, ${scope(ADMIN)}`, `${OFFICE}, ${scope('hosts: ["admin.example.com:*"]')}`).replace('selector: {matchLabels: {istio: edge}}, ', '')], []],
  ['all ports by the beginning of the host', [GATEWAY, policy('DENY', `${OFFICE}, ${scope('hosts: [admin.example.com, "admin.*"]')}`)], []],
);

says('wildcard-host',
  ['every host beside', [GATEWAY, policy('DENY', `${OFFICE}, ${scope('hosts: ["*.example.com", "*"]')}`)], []],
  ['the same list on everything', [GATEWAY, policy('DENY', `${OFFICE}, ${scope('hosts: ["*.example.com"]')}`), policy('DENY', OFFICE)], []],
);

const HTTPS = tls('SIMPLE', 443, 'admin.example.com');
says('host-list-beside-wildcard',
  ['a server that only redirects', [gateway(redirect(), HTTPS), deployment(PROXY), onAdmin(REMOTE)], []],
  ['one that redirects, after a proxy whose clients say how they came', [gateway(redirect(), HTTPS), deployment(XFF), onAdmin(REMOTE)], ['warning gateway edge/edge also serves *']],
  ['the same list on all hosts but exact ones', [GATEWAY, onAdmin(), policy('DENY', `${OFFICE}, ${scope('notHosts: [www.example.com]')}`)], []],
);

const ALTERNATIVE = 'warning ALLOW by edge/p2 is an alternative to this list';
says('allow-beside-allow',
  ['one for another host', [GATEWAY, allowed('hosts: [admin.example.com, "admin.example.com:*"]'), policy('ALLOW', scope('hosts: [www.example.com]'))], []],
  ['one for all hosts of the domain', [GATEWAY, allowed(ADMIN), policy('ALLOW', scope('hosts: ["*.example.com"]'))], [ALTERNATIVE]],
  ['one for a host of a listed domain', [GATEWAY, allowed('hosts: ["*.example.com"]'), policy('ALLOW', scope('hosts: [www.example.com]'))], [ALTERNATIVE]],
  ['one for all hosts but the listed one', [GATEWAY, allowed(ADMIN), policy('ALLOW', scope(notHosts(ADMIN)))], []],
  ['one for another path', [GATEWAY, allowed('paths: ["/admin*"]'), policy('ALLOW', scope('paths: [/public]'))], []],
  ['one for a path of what is listed', [GATEWAY, policy('ALLOW', from('ipBlocks', '203.0.113.0/24')), policy('ALLOW', scope('paths: [/public]'))], [ALTERNATIVE]],
  ['one on the same port', [GATEWAY, allowed('ports: ["80"]'), policy('ALLOW', scope('ports: ["80"]'))], [ALTERNATIVE]],
);

const TRUSTS = 'warning gateway edge/edge believes X-Forwarded-For (numTrustedProxies: 1), and these manifests show no guard';
const guarded = (...more: string[]): string[] => [GATEWAY, deployment(XFF), ...more];
says('unguarded-trust',
  ['source ranges', guarded(service('', 'type: LoadBalancer, loadBalancerSourceRanges: [192.0.2.0/24], ports: [{port: 80}]')), []],
  ['source ranges for everybody', guarded(service('', 'type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0], ports: [{port: 80}]')), [TRUSTS]],
  ['a NetworkPolicy for some', guarded(networkPolicy('ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/16}}]}]')), []],
  ['a NetworkPolicy for everybody', guarded(networkPolicy('ingress: [{}]')), [TRUSTS]],
  ['a NetworkPolicy for everybody on the port of the server', guarded(networkPolicy('ingress: [{ports: [{port: 80}]}]')), [TRUSTS]],
  ['a NetworkPolicy for everybody on the port of health checks', guarded(networkPolicy('ingress: [{ports: [{port: 15021}]}, {from: [{ipBlock: {cidr: 10.0.0.0/16}}]}]')), []],
  ['a NetworkPolicy on what goes out', guarded(networkPolicy('policyTypes: [Egress]')), [TRUSTS]],
  ['a NetworkPolicy that keeps everybody out', guarded(networkPolicy('policyTypes: [Ingress, Egress]')), []],
  ['a NetworkPolicy on other pods', guarded(networkPolicy('ingress: []').replace('istio: edge', 'app: other')), [TRUSTS]],
  ['a secret header', guarded(policy('DENY', 'when: [{key: "request.headers[x-origin-secret]", notValues: [s]}]')), []],
  ['a header that everybody sends', guarded(policy('DENY', 'when: [{key: "request.headers[X-Forwarded-Proto]", notValues: [https]}]')), [TRUSTS]],
  ['client certificates, and a redirect beside', [gateway(redirect(), tls('MUTUAL')), deployment(PROXY)], []],
  ['a guard with a bad entry', guarded(policy('DENY', from('notIpBlocks', '10.0.0.0/16', 'x'))), []],
  ['a guard of nothing but bad entries', guarded(policy('DENY', from('notIpBlocks', 'x'))), [TRUSTS]],
  ['a guard for some principals only', guarded(policy('DENY', 'from: [{source: {notIpBlocks: [10.0.0.0/16], principals: [a]}}]')), [TRUSTS]],
  ['a guard for one host', guarded(policy('DENY', `${from('notIpBlocks', '10.0.0.0/16')}, ${scope(ADMIN)}`)), [TRUSTS]],
  ['a guard as an ALLOW adds nothing to others', guarded(policy('ALLOW', from('ipBlocks', '10.0.0.0/16'))), [TRUSTS]],
);

const merge = (settings: string) => envoyFilter('{applyTo: NETWORK_FILTER, match: {context: GATEWAY, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}}, '
  + `patch: {operation: MERGE, value: {typed_config: {"@type": x, ${settings}}}}}`);
const HOPS = merge('xff_num_trusted_hops: 1');
const BY_FILTER = 'warning gateway edge/edge believes X-Forwarded-For (xff_num_trusted_hops: 1), and these manifests show no guard';
says('unguarded-trust',
  ['what an EnvoyFilter sets', [GATEWAY, deployment(), HOPS], [BY_FILTER]],
  ['beside the topology', [GATEWAY, deployment('{numTrustedProxies: 2}'), HOPS], [BY_FILTER]],
  ['0 changes nothing, as a merge leaves it out', [GATEWAY, deployment(XFF), merge('xff_num_trusted_hops: 0')], [TRUSTS]],
  ['a guard beside it', [GATEWAY, deployment(), HOPS, policy('DENY', from('notIpBlocks', '10.0.0.0/16'))], []],
);
says('forgeable-proxy-count',
  ['what an EnvoyFilter sets', [GATEWAY, deployment(PROXY), HOPS], ['warning xff_num_trusted_hops is 1 on gateway edge/edge, and what connects to it speaks PROXY, as layer-4 proxies do']],
);
test('the place of what an EnvoyFilter sets is the EnvoyFilter', () => {
  const { findings } = new Linter().lint(Manifests.fromText([GATEWAY, deployment(), HOPS].join('\n---')));
  expect(findings.filter(({ code }) => code === 'unguarded-trust').map(({ object: at, field }) => [at, field]))
    .toEqual([['EnvoyFilter edge/filter', 'spec.configPatches[0].patch.value']]);
});

const PREFIX = readFileSync(join(__dirname, 'checks', 'matcher-path-spelling', 'bad-prefix.yaml'), 'utf8');
says('matcher-path-spelling',
  ['without merge_slashes', [`\n${PREFIX}`], ['warning from 198.18.13.37, /admin is refused, and //admin is not']],
  ['with it, slashes alone do not bypass the list', [`\n${PREFIX}`, merge('merge_slashes: true')], ['warning from 198.18.13.37, /admin is refused, and /%2fadmin is not']],
);

says('list-holds-proxies',
  ['a list that cannot be read', guarded(policy('DENY', from('notIpBlocks', '10.0.0.0/16')), policy('DENY', from('notRemoteIpBlocks', 'x'))), []],
  ['proxies with IPv6', guarded(policy('DENY', from('notIpBlocks', '2001:db8::/48')), policy('DENY', from('notRemoteIpBlocks', '2001:db8::/32'))),
    ["warning 2001:db8::/48 is on the list, and is a proxy's address by the guard of gateway edge/edge"]],
);

const MANY = ['192.0.2.1', '192.0.2.3', '192.0.2.5', '192.0.2.7', '192.0.2.9'];
const FORMS = 'has 192.0.2.1, 192.0.2.3, 192.0.2.5 and 2 more, and not ::ffff:192.0.2.1/128, ::ffff:192.0.2.3/128, ::ffff:192.0.2.5/128 and 2 more';
says('missing-mapped-form',
  ['a deny list', [GATEWAY, deployment(PROXY), policy('DENY', from('remoteIpBlocks', ...MANY))], [`warning remoteIpBlocks ${FORMS}`]],
  ['a deny list written as an ALLOW', [GATEWAY, deployment(PROXY), policy('ALLOW', from('notRemoteIpBlocks', ...MANY))], [`warning notRemoteIpBlocks ${FORMS}`]],
  ['an allow list', [GATEWAY, deployment(PROXY), policy('ALLOW', from('remoteIpBlocks', ...MANY))], [`info remoteIpBlocks ${FORMS}`]],
);

says('annotation-not-text', ['a map', [object('v1', 'Service', 'a', '', 'k: {a: 1}')], ['error k is {"a":1}']]);

says('health-check-under-proxy',
  ['a check by TCP, which is what leaving it out means', [GATEWAY, deployment(PROXY), service(`${AWS}proxy-protocol: "*", ${AWS}healthcheck-port: "15021"`)], []],
);

says('ip-blocks-after-proxy',
  ['as a condition', [GATEWAY, deployment(PROXY), policy('DENY', 'when: [{key: source.ip, values: [192.0.2.1]}]')],
    ["warning source.ip (192.0.2.1) on gateway edge/edge, which has the client's address from PROXY protocol"]],
);

const PILOT = object('apps/v1', 'Deployment', 'istiod', 'selector: {}, template: {spec: {containers: [{name: discovery, image: "docker.io/istio/pilot:1.26.1"}]}}');
says('istio-version',
  ['parameters of a Gateway, before Istio reads them', [PILOT.replace('1.26.1', '1.25.3'), object('gateway.networking.k8s.io/v1', 'Gateway', 'edge', 'gatewayClassName: istio, infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: p}}, listeners: []')],
    ['warning Istio 1.25 has no infrastructure.parametersRef, which came with 1.26']],
  ['parameters of a Gateway that Istio reads', [PILOT, object('gateway.networking.k8s.io/v1', 'Gateway', 'edge', 'gatewayClassName: istio, infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: p}}, listeners: []')], []],
  ['API versions that came later', [PILOT.replace('1.26.1', '1.21.6'), GATEWAY],
    ['warning Istio 1.21 has no networking.istio.io/v1 and security.istio.io/v1, which came with 1.22']],
  ['servers that do not ask for it', [PILOT, gateway(tls('MUTUAL')), deployment()], []],
  ['two versions', [PILOT, PILOT.replace('istiod', 'istiod-2').replace('1.26.1', '1.29.1'), gateway(tls('MUTUAL').replace('mode:', 'caCertCredentialName: x, mode:'))], []],
);

says('prefix-len-missing',
  ['IPv6', [envoyFilter('{applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: x, typed_config: {a: {addressPrefix: "2001:db8::"}}}}}')], ['error 2001:db8:: has no prefix_len']],
);
says('refused-address',
  ['in the spelling of JSON', [envoyFilter('{applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: x, typed_config: {ranges: [], onMatch: {}}}}}')], ['error ranges is empty']],
);
says('refused-regex',
  ['in the spelling of JSON', [envoyFilter('{applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: x, typed_config: {safeRegex: {regex: "(?=a)"}}}}}')],
    ['error RE2 refuses (?=a): invalid or unsupported Perl syntax: (?=']],
);

const listenerFilter = (filter: string, context = 'GATEWAY') => envoyFilter(`{applyTo: LISTENER_FILTER, match: {context: ${context}}, patch: {operation: INSERT_FIRST, value: ${filter}}}`);
const long = (bytes: number) => policy('DENY', from('ipBlocks', 'x'.repeat(bytes)));
const serverSide = (text: string) => text.replace('annotations: {}', 'annotations: {argocd.argoproj.io/sync-options: "ServerSideApply=true"}');
says('object-size',
  ['one to which others may still add', [long(262_144 - 8_192 - 246)], []],
  ['one to which they may not', [long(262_144 - 8_192 - 245)], ['warning it has 253953 bytes as JSON']],
  ['one on the server, to which they may not', [serverSide(long(1_570_000))], ['warning it has 1570302 bytes as JSON']],
  ['one that is applied on the server', [serverSide(long(300_000))], []],
  ['one that is too large for that, too', [serverSide(long(1_600_000))], ['error it has 1600302 bytes as JSON']],
);

says('double-proxy-protocol',
  ['in the spelling of JSON', [GATEWAY, deployment(PROXY), envoyFilter(`{applyTo: LISTENER, patch: {operation: MERGE, value: {listenerFilters: [${PROXY_FILTER.replace('typed_config', 'typedConfig')}]}}}`)],
    ['error the PROXY filter comes on top of gatewayTopology.proxyProtocol (annotation proxy.istio.io/config of Deployment edge/edge), on gateway edge/edge']],
  ['one for sidecars', [GATEWAY, deployment(PROXY), listenerFilter(PROXY_FILTER, 'SIDECAR_INBOUND')], []],
  ['one that is taken away', [GATEWAY, deployment(PROXY), envoyFilter('{applyTo: LISTENER_FILTER, patch: {operation: REMOVE}}')], []],
  ['another filter', [GATEWAY, deployment(PROXY), listenerFilter('{name: x, typed_config: {"@type": type.googleapis.com/x}}')], []],
  ['one without a name', [GATEWAY, deployment(PROXY), listenerFilter('{}')], []],
);
says('filter-without-typed-config',
  ['one that is fetched', [envoyFilter('{applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: x, configDiscovery: {}}}}')], []],
);

says('target-refs-ignored',
  ['another kind of target', [GATEWAY, policy('DENY', '').replace('selector: {matchLabels: {istio: edge}}', 'targetRefs: [{kind: Service, group: "", name: edge}]')], []],
  ['no group', [GATEWAY, policy('DENY', '').replace('selector: {matchLabels: {istio: edge}}', 'targetRefs: [{kind: Gateway, name: edge}]')], ['error group "" has no Gateway that could be a target']],
  ['a Gateway that can be one', [gatewayApi(), policy('DENY', '').replace('selector: {matchLabels: {istio: edge}}', 'targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: api}]')], []],
);

const values = '\nmeshConfig: {defaultConfig: {gatewayTopology: {numTrustedProxy: 2, numTrustedProxies: 1}}}';
says('topology-field-ignored',
  ['values of Helm, which are no object', [deployment(), values], []],
  ['the spelling of protobuf', [deployment('{num_trusted_proxies: two, proxy_protocol: true}')],
    ['error gatewayTopology.proxy_protocol is true', 'error gatewayTopology.num_trusted_proxies is "two"']],
  ['Sail', [deployment(), object('sailoperator.io/v1', 'Istio', 'default', `values: {${values.trim()}}`)], ['error gatewayTopology has no field "numTrustedProxy"']],
);
says('partial-topology',
  ['the spelling of protobuf', [GATEWAY, values, deployment('{num_trusted_proxies: 0, proxy_protocol: {}}')], []],
  ['a mesh that says nothing', [GATEWAY, deployment(PROXY)], []],
);

says('deny-cuts-tcp',
  ['a server without a port, which istiod leaves out', [gateway('{hosts: ["*"]}', tcp(9000)), policy('DENY', `${OFFICE}, ${scope(ADMIN)}`)], ['warning the rule also refuses connections of the TCP server p9000 of Gateway edge/edge']],
);

const sni = (field: string, ...names: string[]) => `when: [{key: connection.sni, ${field}: [${names.join(', ')}]}]`;
const WILD = gateway(tls('SIMPLE', 443, '"*.example.com"'));
const TAKEN = 'the HTTPS server p443 of Gateway edge/edge takes vault.example.com: no other server on its port is for that name';
const exempt = (more = '') => policy('DENY', `${OFFICE}, ${sni('notValues', 'vault.example.com')}${more}`);
says('sni-exemption',
  ['an ALLOW for the name, beside one with a list', [WILD, policy('ALLOW', from('ipBlocks', '203.0.113.0/24'), sni('values', 'vault.example.com'))], [`error ${TAKEN}`]],
  ['and a DENY with a list', [WILD, policy('ALLOW', from('ipBlocks', '203.0.113.0/24'), sni('values', 'vault.example.com')), policy('DENY', from('ipBlocks', '9.9.9.9'))], [`warning ${TAKEN}`]],
  ['an ALLOW for the name and its host', [WILD, policy('ALLOW', from('ipBlocks', '203.0.113.0/24'), `${sni('values', 'vault.example.com')}, ${scope('hosts: [vault.example.com]')}`)], []],
  ['an ALLOW without a list beside', [WILD, policy('ALLOW', sni('values', 'vault.example.com'))], []],
  ['an ALLOW beside a DENY that leaves it out', [WILD, exempt(), policy('ALLOW', from('ipBlocks', '203.0.113.0/24'))], [`warning ${TAKEN}`]],
  ['the same list whatever the name', [WILD, exempt(), policy('DENY', OFFICE)], []],
  ['a wildcard within the wildcard', [WILD, policy('DENY', `${OFFICE}, ${sni('notValues', '"*.vault.example.com"')}`)], [`error ${TAKEN.replace('vault', '*.vault')}`]],
  ['all of the server', [WILD, policy('DENY', `${OFFICE}, ${sni('notValues', '"*.example.com"')}`)], []],
  ['on another port', [WILD, exempt(`, ${scope('ports: ["8443"]')}`)], []],
  ['on its port', [WILD, exempt(`, ${scope('ports: ["443"]')}`)], [`error ${TAKEN}`]],
  ['a name of its own HTTPS server, which serves nothing else', [gateway(tls('SIMPLE', 443, '"*.example.com"'), tls('SIMPLE', 443, 'vault.example.com').replace('p443', 'vault')), exempt()], []],
  ['only tried out', [WILD, exempt().replace('annotations: {}', 'annotations: {istio.io/dry-run: "true"}')], []],
);

says('whole-world',
  ['as a condition', [policy('DENY', 'when: [{key: source.ip, notValues: ["0.0.0.0/0"]}]')], ['error not source.ip holds every IPv4 address: the rule denies none of them']],
  ['an ALLOW that asks for a principal, too', [policy('ALLOW', 'from: [{source: {ipBlocks: ["0.0.0.0/0"], principals: [a]}}]')], []],
  ['what cannot be read', [policy('DENY', from('notIpBlocks', 'x', '::ffff:0.0.0.0/96'))], []],
  ['only tried out', [policy('DENY', from('notIpBlocks', '0.0.0.0/0')).replace('annotations: {}', 'annotations: {istio.io/dry-run: "true"}')], []],
  ['audited', [policy('AUDIT', from('ipBlocks', '0.0.0.0/0'))], []],
);
says('unguarded-trust',
  ['a guard for everybody', guarded(policy('DENY', from('notIpBlocks', '0.0.0.0/0'))), [TRUSTS]],
);

const INSPECTOR = '{name: i, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector}}';
const NAMED = gateway(tls('SIMPLE', 443, 'www.example.com'));
const merged = (...filters: string[]) => envoyFilter(`{applyTo: LISTENER, patch: {operation: MERGE, value: {listener_filters: [${filters.join(', ')}]}}}`);
const BEHIND = 'error its PROXY filter comes after tls_inspector on port 443 of gateway edge/edge, where servers are told apart by name';
says('proxy-after-tls-inspector',
  ['beside the topology, after which TLS is seen: one too many, but in its place', [NAMED, deployment(PROXY), merged(PROXY_FILTER, INSPECTOR)], []],
  ['passthrough', [gateway(tls('PASSTHROUGH', 443, 'www.example.com')), deployment(), merged(PROXY_FILTER)], [BEHIND]],
  ['two ports', [gateway(tls('SIMPLE', 443, 'www.example.com'), tls('SIMPLE', 8443, 'www.example.com')), deployment(), merged(PROXY_FILTER)], [BEHIND.replace('443', '443, 8443')]],
  ['two ports, one of them', [gateway(tls('SIMPLE', 443, 'www.example.com'), tls('SIMPLE', 8443, 'www.example.com')), deployment(), merged(PROXY_FILTER).replace('{applyTo', '{match: {listener: {portNumber: 443}}, applyTo')], [BEHIND]],
  ['what Envoy refuses altogether', [NAMED, deployment(), merged(PROXY_FILTER, '{name: x}')], []],
);

const PLACED = '{applyTo: HTTP_FILTER, match: {context: GATEWAY, listener: {MORE filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}}, patch: {operation: INSERT_FIRST, value: {name: r, typed_config: '
  + '{"@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC, rules: RULES}}}}';
const rules = (principal: string, action = 'ALLOW', permission = '{any: true}', more = '') => envoyFilter(PLACED
  .replace('RULES', `{action: ${action}, policies: {p: {permissions: [${permission}], principals: [${principal}]}}}`).replace('MORE', more));
const RANGE = '{remote_ip: {address_prefix: 203.0.113.0, prefix_len: 24}}';
const WITH_TCP = [gateway(tls('SIMPLE', 443), tcp(9000)), deployment()];
const OPEN = 'but reaches the TCP server p9000 of Gateway edge/edge once a route leads there (none is among the manifests)';
says('filter-leaves-tcp-open',
  ['an allow list by rules', [...WITH_TCP, rules(RANGE)], [`warning 198.18.13.37 is denied on HTTP, ${OPEN}`]],
  ['a deny list by rules', [...WITH_TCP, rules(RANGE, 'DENY')], [`warning 203.0.113.0 is denied on HTTP, ${OPEN}`]],
  ['for a host', [...WITH_TCP, rules(RANGE, 'DENY', '{header: {name: ":authority", string_match: {exact: a}}}')], []],
  ['for a path', [...WITH_TCP, rules(RANGE, 'DENY', '{url_path: {path: {prefix: /admin}}}')], []],
  ['for a port', [...WITH_TCP, rules(RANGE, 'DENY', '{destination_port: 443}')], []],
  ['on the listener of a port', [...WITH_TCP, rules(RANGE, 'ALLOW', '{any: true}', 'portNumber: 443,')], []],
  ['AUTO_PASSTHROUGH, where no policy acts', [gateway(tls('SIMPLE', 443), tls('AUTO_PASSTHROUGH', 15443, '"*.local"').replace('HTTPS', 'TLS')), deployment(), rules(RANGE), policy('DENY', OFFICE)],
    ['error 198.18.13.37 is denied on HTTP, but reaches the TLS server p15443 of Gateway edge/edge']],
  ['after a proxy with a guard, whoever else connects is refused', [gateway(tls('SIMPLE', 443), tcp(9000)), deployment(PROXY), rules(RANGE), policy('DENY', from('notIpBlocks', '10.0.0.0/16'))],
    [`warning 198.18.13.37 is denied on HTTP, ${OPEN}`]],
  ['pods that nobody has seen', [rules(RANGE)], []],
);

const virtualService = (name: string, spec: string) => object('networking.istio.io/v1', 'VirtualService', name, `gateways: [edge], ${spec}`);
const LOOP = virtualService('loop', 'hosts: [www.example.com], http: [{rewrite: {authority: admin.example.com}, route: [{destination: {host: edge}}]}]');
const SERVICE = service('', 'ports: [{port: 80}]');
const inside = policy('DENY', `${from('notIpBlocks', '10.0.0.0/8')}, ${scope(ADMIN)}`);
const ITSELF = (list: string) => `warning it leads to edge/edge, the Service of gateway edge/edge itself, and ${list} may admit requests from its pods`;
const XFF_LIST = policy('DENY', `${from('notRemoteIpBlocks', '203.0.113.0/24')}, ${scope(ADMIN)}`);
const GUARD = policy('DENY', from('notIpBlocks', '10.0.0.0/16'));
const WRITES = LOOP.replace('rewrite:', 'headers: {request: {set: {X-Forwarded-For: 203.0.113.7}}}, rewrite:');
says('route-to-itself',
  ['a list with private addresses', [GATEWAY, deployment(), SERVICE, LOOP, inside], [ITSELF('AuthorizationPolicy edge/p4')]],
  ['PROXY is demanded, which no route sends', [GATEWAY, deployment(PROXY), SERVICE, LOOP, inside], []],
  ['X-Forwarded-For, and a guard that may hold the pods', [GATEWAY, deployment(XFF), SERVICE, LOOP, XFF_LIST, GUARD], []],
  ['the same with a route that writes X-Forwarded-For', [GATEWAY, deployment(XFF), SERVICE, WRITES, XFF_LIST, GUARD], [ITSELF('AuthorizationPolicy edge/p5')]],
  ['a rule that asks for more', [GATEWAY, deployment(), SERVICE, LOOP, policy('DENY', `from: [{source: {notIpBlocks: [203.0.113.0/24], notPrincipals: [a]}}], ${scope(ADMIN)}`)], [ITSELF('AuthorizationPolicy edge/p4')]],
  ['a route of TCP', [gateway(tcp(9000), tls('SIMPLE', 443, 'admin.example.com')), deployment(), SERVICE, virtualService('loop', 'hosts: ["*"], tcp: [{route: [{destination: {host: edge}}]}]'), inside],
    [ITSELF('AuthorizationPolicy edge/p4')]],
  ['a route of TLS', [gateway(tls('PASSTHROUGH', 443, 'a.example.com'), tls('SIMPLE', 8443, 'admin.example.com')), deployment(), SERVICE,
    virtualService('loop', 'hosts: [a.example.com], tls: [{match: [{sniHosts: [a.example.com]}], route: [{destination: {host: edge.edge.svc.cluster.local}}]}]'), inside], [ITSELF('AuthorizationPolicy edge/p4')]],
  ['a filter for everything', [GATEWAY, deployment(), SERVICE, LOOP, rules('{remote_ip: {address_prefix: 10.0.0.0, prefix_len: 8}}')], []],
  ['a filter for a host, with private addresses', [GATEWAY, deployment(), SERVICE, LOOP, rules('{remote_ip: {address_prefix: 10.0.0.0, prefix_len: 8}}, {not_id: {header: {name: ":authority", string_match: {exact: www.example.com}}}}'.replace(/.*/, '{or_ids: {ids: [{remote_ip: {address_prefix: 10.0.0.0, prefix_len: 8}}, {header: {name: ":authority", string_match: {exact: www.example.com}}}]}}'))],
    [ITSELF('EnvoyFilter edge/filter')]],
  ['a filter for a host, with public ones', [GATEWAY, deployment(), SERVICE, LOOP, rules(`{or_ids: {ids: [${RANGE}, {header: {name: ":authority", string_match: {exact: www.example.com}}}]}}`)], []],
  ['a filter of denied clients on a host', [GATEWAY, deployment(), SERVICE, LOOP, virtualService('a', 'hosts: [admin.example.com], http: [{route: [{destination: {host: a}}]}]'), rules(RANGE, 'DENY', '{header: {name: ":authority", string_match: {exact: admin.example.com}}}')],
    [ITSELF('EnvoyFilter edge/filter')]],
);

const LOCKED = tls('MUTUAL', 443, 'admin.example.com');
const PLAIN = (hosts: string) => gateway(LOCKED, `{port: {number: 80, name: p80, protocol: HTTP}, hosts: ["${hosts}"]}`);
const ASKS_NONE = (protocol: string, port = 80) => `the ${protocol} server p${port} of Gateway edge/edge asks for no client certificate, which the HTTPS server p443 of Gateway edge/edge demands on the same pods (edge/edge)`;
const SAME_HOST = 'warning the HTTP server p80 of Gateway edge/edge has a host of the HTTPS server p443 of Gateway edge/edge';
says('http-beside-mutual-tls',
  ['another host', [PLAIN('www.example.com'), deployment(XFF)], [`warning ${ASKS_NONE('HTTP')}`]],
  ['another host, where no proxy is believed', [PLAIN('www.example.com'), deployment(PROXY)], []],
  ['the same host, where no proxy is believed', [PLAIN('*.example.com'), deployment(PROXY)], [SAME_HOST]],
  ['the same host of a namespace', [PLAIN('./admin.example.com'), deployment(PROXY)], [SAME_HOST]],
  ['the same with a guard', [PLAIN('*.example.com'), deployment(PROXY), policy('DENY', from('notIpBlocks', '10.0.0.0/16'))], []],
  ['HTTPS for the same host, where no proxy is believed', [gateway(LOCKED, tls('SIMPLE', 8443, 'admin.example.com')), deployment(PROXY)], []],
  ['HTTPS for another', [gateway(LOCKED, tls('SIMPLE', 8443, 'www.example.com')), deployment(XFF)], [`warning ${ASKS_NONE('HTTPS', 8443)}`]],
  ['a certificate that is optional', [gateway(LOCKED, tls('OPTIONAL_MUTUAL', 8443, 'www.example.com')), deployment(XFF)], [`warning ${ASKS_NONE('HTTPS', 8443)}`]],
  ['a certificate of the mesh', [gateway(LOCKED, tls('ISTIO_MUTUAL', 8443, 'www.example.com')), deployment(XFF)], []],
  ['bytes', [gateway(LOCKED, tcp(9000), tls('PASSTHROUGH', 8443, 'www.example.com')), deployment(XFF)], []],
  ['no server that demands one', [gateway(tls('SIMPLE', 443, 'admin.example.com')), deployment(XFF)], []],
  ['a guard of public addresses and of others', [PLAIN('www.example.com'), deployment(XFF), policy('DENY', from('notIpBlocks', '10.0.0.0/16', '104.16.0.0/13'))], [`warning ${ASKS_NONE('HTTP')}`]],
  ['a guard of an own network', [PLAIN('www.example.com'), deployment(XFF), policy('DENY', from('notIpBlocks', '10.0.0.0/16'))], [`info ${ASKS_NONE('HTTP')}`]],
  ['a secret header for one host', [PLAIN('www.example.com'), deployment(XFF), policy('DENY', `when: [{key: "request.headers[x-origin-key]", notValues: [s]}], ${scope(ADMIN)}`)], [`warning ${ASKS_NONE('HTTP')}`]],
);
const API_LOCKED = gatewayApi().replace(/listeners: .*/, 'tls: {frontend: {default: {validation: {caCertificateRefs: [{name: ca}]}}}}, listeners: [{name: http, port: 80, protocol: HTTP}, {name: https, port: 443, protocol: HTTPS}]}')
  .replace('annotations: {}', `annotations: {proxy.istio.io/config: "gatewayTopology: ${XFF}"}`);
says('http-beside-mutual-tls',
  ['listeners of the Kubernetes Gateway API', [API_LOCKED], ['warning the listener http of Gateway edge/api has a host of the listener https of Gateway edge/api']],
);

const AUTO = gateway(tls('SIMPLE', 443), tls('AUTO_PASSTHROUGH', 15443, '"*.local"').replace('HTTPS', 'TLS'));
const NO_EFFECT = 'warning it has no effect on the TLS server p15443 of Gateway edge/edge, through which a client that names outbound_.80_._.<service> in the handshake '
  + 'reaches any service of the mesh whose pods have sidecars';
const before = (filter: string) => PLACED.replace('HTTP_FILTER', 'NETWORK_FILTER').replace('filters.http.rbac', 'filters.network.rbac').replace('INSERT_FIRST', 'INSERT_BEFORE')
  .replace('envoy.filters.network.http_connection_manager', filter).replace('RULES', `{policies: {p: {permissions: [{any: true}], principals: [${RANGE}]}}}`).replace('MORE', '');
says('auto-passthrough',
  ['a list for a path', [AUTO, onAdmin().replace(ADMIN, 'paths: [/admin]')], [NO_EFFECT]],
  ['a list for a port', [AUTO, onAdmin().replace(ADMIN, 'ports: ["443"]')], [NO_EFFECT]],
  ['a guard', [AUTO, policy('DENY', from('notIpBlocks', '10.0.0.0/16'))], [NO_EFFECT]],
  ['a policy without addresses', [AUTO, policy('DENY', scope(ADMIN))], []],
  ['a list that is only tried out', [AUTO, policy('DENY', OFFICE).replace('annotations: {}', 'annotations: {istio.io/dry-run: "true"}')], []],
  ['a filter for a path', [AUTO, deployment(), rules(RANGE, 'DENY', '{url_path: {path: {prefix: /admin}}}')], [NO_EFFECT]],
  ['a filter for a host', [AUTO, deployment(), rules(RANGE, 'DENY', '{header: {name: ":authority", string_match: {exact: a.example.com}}}')], [NO_EFFECT]],
  ['a filter of HTTP connections only', [AUTO, deployment(), envoyFilter(before('envoy.filters.network.http_connection_manager'))], [NO_EFFECT]],
  ['a filter of other connections', [AUTO, deployment(), envoyFilter(before('envoy.filters.network.tcp_proxy'))], []],
  ['a filter of HTTP, with one of other connections', [AUTO, deployment(), rules(RANGE).replace('name: filter', 'name: other'), envoyFilter(before('envoy.filters.network.tcp_proxy'))], []],
);
