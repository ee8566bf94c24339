import { RequestScope } from './request-scope';

const NETWORK = 'envoy.extensions.matching.common_inputs.network.v3';

/**
 * A host name and port that every router reads in the same way. Anything else (`user@x`, `x.`, `x,y`, `x:abc`) may still be routed
 * somewhere, so it never counts as a host outside the list.
 */
const PLAIN_AUTHORITY = '(?i)([a-z0-9_-]+\\.)*[a-z0-9_-]+(:[0-9]{1,5})?|\\[[0-9a-f:.]+\\](:[0-9]{1,5})?';

/** One predicate of Envoy's matcher for each way in which a request can be outside the list's scope. */
export function outsideScope(scope: RequestScope): object[] {
  const { hosts = [], notPaths = [], notPorts = [], notServerNames = [] } = scope;
  return [
    ...notPorts.map(port => connection('DestinationPortInput', { exact: String(port) })),
    ...notServerNames.map(name => connection('ServerNameInput', name.startsWith('*') ? { suffix: name.slice(1) } : { exact: name })),
    ...hosts.length ? [otherHost(hosts)] : [],
    ...notPaths.map(path => header(':path', pathPattern(path))),
  ];
}

function connection(input: string, value: { exact: string } | { suffix: string }): object {
  return predicate(input, `${NETWORK}.${input}`, {}, value);
}

function otherHost(hosts: readonly string[]): object {
  // RE2 matches the whole text; routing ignores letter case and whatever follows the colon.
  const ours = `(?i)(${hosts.map(hostPattern).join('|')})(:.*)?`;
  return { and_matcher: { predicate: [header(':authority', PLAIN_AUTHORITY), { not_matcher: header(':authority', ours) }] } };
}

function header(name: string, regex: string): object {
  return predicate(name, 'envoy.type.matcher.v3.HttpRequestHeaderMatchInput', { header_name: name }, { safe_regex: { google_re2: {}, regex } });
}

function predicate(name: string, type: string, input: object, value_match: object): object {
  return { single_predicate: { input: { name, typed_config: { '@type': `type.googleapis.com/${type}`, ...input } }, value_match } };
}

function hostPattern(host: string): string {
  return host.startsWith('*.') ? `.*${literal(host.slice(1))}` : literal(host);
}

/** The whole path with any query; `{token}` is one segment of the alphabet that ACME's tokens have, whose characters have one meaning only. */
function pathPattern(path: string): string {
  return `${path.split('{token}').map(literal).join('[A-Za-z0-9_-]+')}(\\?.*)?`;
}

function literal(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, char => `\\${char}`);
}
