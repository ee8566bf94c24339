import { principalsInMesh } from './trust-domain-aliases';
import { Condition, NEVER, addressIn, headerMatches, portIn, rangeOf, textMatches } from '../envoy/condition';
import { PRESENT, path } from '../envoy/rbac';
import { Seen } from '../envoy/seen';
import { TextPattern, exact, prefix, regex, suffix } from '../envoy/text-pattern';
import { uriTemplate } from '../envoy/uri-template';

/** How one kind of field reads its values. */
export interface Kind {
  /** Whether only requests have it. */
  readonly http?: boolean;
  /** What is wrong with a value. */
  readonly problem?: (value: string) => string | undefined;
  readonly condition: (values: readonly string[]) => Condition;
}

/** A condition of `when`; some are about the source, the others about the operation. */
export interface Attribute extends Kind {
  readonly principal?: boolean;
}

/** `*`, `*suffix`, `prefix*` or the text itself. */
function wildcard(value: string, ignoreCase: boolean, star: TextPattern): TextPattern {
  if (value === '*') return star;
  if (value.startsWith('*')) return suffix(value.slice(1), ignoreCase, value);
  return value.endsWith('*') ? prefix(value.slice(0, -1), ignoreCase, value) : exact(value, ignoreCase);
}

const SOMETHING: TextPattern = { written: '*', matches: text => text !== '' && !text.includes('\n') };

function addressProblem(value: string): string | undefined {
  return rangeOf(value) ? undefined : 'is not an address or block';
}

export const SOURCE_IP: Kind = { problem: addressProblem, condition: values => addressIn(seen => seen.direct, values) };
export const REMOTE_IP: Kind = { problem: addressProblem, condition: values => addressIn(seen => seen.remote, values) };
const DESTINATION_IP: Kind = { problem: addressProblem, condition: values => addressIn(seen => seen.destination, values) };

export const PORT: Kind = {
  problem: value => /^\d+$/.test(value) && Number(value) < 65536 ? undefined : 'is not a port',
  condition: values => portIn(values.map(Number)),
};

const SERVER_NAME: Kind = { condition: values => textMatches(seen => seen.serverName, values.map(value => wildcard(value, false, SOMETHING))) };

export const HOST: Kind = { http: true, condition: values => headerMatches(':authority', values.map(value => wildcard(value, true, PRESENT))) };

export const PATH: Kind = {
  http: true,
  condition: values => textMatches(path, values.map(value => value.includes('{*}') || value.includes('{**}')
    ? uriTemplate(value.replace(/\{(\*{1,2})\}/g, '$1'), value) ?? { written: `${value} (which Envoy refuses)`, matches: () => false }
    : wildcard(value, false, SOMETHING))),
};

function headerKind(name: string): Kind {
  return { http: true, condition: values => headerMatches(name, values.map(value => wildcard(value, false, PRESENT))) };
}

export const METHOD = headerKind(':method');

/** A name in the client's certificate. Without TLS nothing matches; without a certificate the subject is empty. */
function peerNames(patterns: readonly TextPattern[]): Condition {
  const fitting = ({ peerNames: names, readsBytes }: Seen) => names
    && (names.length ? names : ['']).find(name => patterns.some(pattern => pattern.matches(name, readsBytes)));
  return {
    holds: seen => fitting(seen) !== undefined,
    fact: seen => fitting(seen) ?? (seen.peerNames?.length ? `${seen.peerNames.join(', ')} does not match` : 'the client sent no certificate'),
  };
}

/** How istiod reads names in certificates. */
export interface NameReading {
  /** The namespace of the policy. */
  readonly namespace: string;
  /** Whether each character of a name is itself; else some names are regular expressions. */
  readonly literal: boolean;
  /** The trust domain of the mesh, and the other names of it. */
  readonly trustDomains: readonly string[];
}

function quoted(text: string, { literal }: NameReading): string {
  return literal ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text;
}

export function principals(reading: NameReading): Kind {
  const known = (values: readonly string[]) => values.flatMap(value => principalsInMesh(value, reading.trustDomains));
  return { condition: values => peerNames(known(values).map(value => principal(value, reading))) };
}

function principal(value: string, reading: NameReading): TextPattern {
  if (value === '*') return SOMETHING;
  if (value.startsWith('*')) return regex(`spiffe://.*${quoted(value.slice(1), reading)}`, value) ?? exact(value);
  return value.endsWith('*') ? prefix(`spiffe://${value.slice(0, -1)}`, false, value) : exact(`spiffe://${value}`, false, value);
}

export function namespaces(reading: NameReading): Kind {
  const pattern = (value: string) => value.split('*').map(part => quoted(part, reading)).join('.*');
  return { condition: values => peerNames(values.map(value => regex(`.*/ns/${pattern(value)}/.*`, value) ?? exact(value))) };
}

export function serviceAccounts(reading: NameReading): Kind {
  return {
    condition: values => peerNames(values.map(value => {
      const [first, second] = value.includes('/') ? [value.slice(0, value.indexOf('/')), value.slice(value.indexOf('/') + 1)] : [reading.namespace, value];
      return regex(`spiffe://.+/ns/${quoted(first, reading)}/(.+/|)sa/${quoted(second, reading)}(/.+)?`, value) ?? exact(value);
    })),
  };
}

/** The mesh's own trust domain, by any of its names, stands for all of them. */
export function trustDomains(reading: NameReading): Kind {
  const all = (value: string) => reading.trustDomains.includes(value) ? reading.trustDomains : [value];
  return { condition: values => peerNames([...new Set(values.flatMap(all))].map(value => trustDomain(value, reading))) };
}

function trustDomain(value: string, reading: NameReading): TextPattern {
  if (value === '*') return prefix('spiffe://', false, value);
  const [before, ...rest] = value.split('*');
  if (rest.length === 0) return prefix(`spiffe://${value}/`, false, value);
  return regex(`spiffe://${quoted(before, reading)}[^/]*${quoted(rest.join('*'), reading)}/.*`, value) ?? exact(value);
}

/** Tokens are not read: a request counts as having none. */
export const TOKEN: Kind = { http: true, condition: () => ({ holds: () => false, fact: () => 'the request has no validated token' }) };

export const METADATA: Attribute = { condition: () => ({ holds: () => false, fact: () => 'no known filter sets it' }) };

export function attribute(key: string, reading: NameReading): Attribute | undefined {
  switch (key) {
    case 'destination.ip': return DESTINATION_IP;
    case 'destination.port': return PORT;
    case 'connection.sni': return SERVER_NAME;
    case 'source.ip': return { ...SOURCE_IP, principal: true };
    case 'remote.ip': return { ...REMOTE_IP, principal: true };
    case 'source.namespace': return { ...namespaces(reading), principal: true };
    case 'source.serviceAccount': return { ...serviceAccounts(reading), principal: true };
    case 'source.trustDomain': return { ...trustDomains(reading), principal: true };
    case 'source.principal': return { ...principals(reading), principal: true };
    case 'request.auth.principal':
    case 'request.auth.audiences':
    case 'request.auth.presenter': return { ...TOKEN, principal: true };
    default: return prefixedAttribute(key);
  }
}

function prefixedAttribute(key: string): Attribute | undefined {
  if (key.startsWith('experimental.envoy.filters.')) return METADATA;
  if (key.startsWith('request.auth.claims')) return { ...TOKEN, principal: true };
  if (!key.startsWith('request.headers')) return undefined;
  const [, name] = /^request\.headers\[(.*)\]$/.exec(key) ?? [];
  return name === undefined
    ? { http: true, principal: true, problem: () => 'has no header name in brackets', condition: () => NEVER }
    : { ...headerKind(name), principal: true };
}
