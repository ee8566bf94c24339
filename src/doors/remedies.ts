import { probablyMeant } from './describe';
import { CLASSES, ENUMS, STRUCTS } from './table';
import { isOpen, propertiesOf } from './types';
import { summary } from '../fault';

/** How factories are called, to recognize one that is given without its parentheses. */
const FACTORIES = new Map<unknown, string>();

export function noteFactory(factory: Function, ofClass: string, method: string): void {
  FACTORIES.set(factory, call(ofClass, method));
}

function call(ofClass: string, method: string): string {
  return `${ofClass}.${method}(${CLASSES[ofClass][`static ${method}`].length > 0 ? '…' : ''})`;
}

/** What to write for a type: as near to the given value as can be. */
export function toWrite(type: string, place: string, value?: unknown): string {
  if (FACTORIES.has(value)) return `${FACTORIES.get(value)}, with parentheses`;
  if (type.endsWith('[]')) return `${place}: [${toWrite(type.slice(0, -2), '', value)}]`;
  if (type.endsWith('{}')) return `${place}: { name: ${toWrite(type.slice(0, -2), '')} }`;
  if (type in ENUMS) return member(type, value);
  if (type in STRUCTS && !isOpen(type)) return `{${propertiesOf(type).filter(({ optional }) => !optional).map(({ name }) => ` ${name}: …`).join(',')} }`;
  if (type === 'IpBlocks') return `IpBlocks.of(${blocks(value)})`;
  return primitive(type, value) ?? OTHERS[type] ?? factories(type);
}

/** The property that was probably meant, or all that there are. */
export function propertyInstead(unknown: string, names: readonly string[]): string {
  return probablyMeant(unknown, names) ?? `one of ${names.join(', ')}, or leave it out`;
}

const OTHERS: { readonly [type: string]: string } = {
  TrustedProxy: 'what a factory makes, such as Aws.nlb({ … }), LoadBalancer.of(…) or TrustedProxy.layer4({ … })',
  TrustedTopology: 'new TrustedTopology({ proxies: […] })',
  IProxyProtocolGateway: 'a ProxyProtocolGateway, or what ProxyProtocolGateway.fromGatewayAttributes(…) makes',
  Duration: 'a Duration of cdk8s, such as Duration.seconds(30)',
  Construct: 'the chart or construct that holds it',
  Chart: 'a Chart of cdk8s',
  IpBlock: "IpBlock.parse('203.0.113.0/24')",
};

function factories(type: string): string {
  const doors = Object.keys(CLASSES[type] ?? {}).filter(door => door.startsWith('static '));
  return doors.length > 0 ? doors.map(door => call(type, door.slice(7))).join(' or ') : 'a value';
}

function primitive(type: string, value: unknown): string | undefined {
  switch (type) {
    // Of 1.30 JavaScript makes 1.3.
    case 'string': return Number.isInteger(value) || typeof value === 'boolean' ? `'${value}'` : typeof value === 'string' ? `'${value}'` : "a text, such as '…'";
    case 'number': return typeof value === 'string' && /^\d+$/.test(value) ? value : 'a number';
    case 'boolean': return value === 'true' || value === 'false' ? value : 'true or false';
    default: return undefined;
  }
}

function blocks(value: unknown): string {
  const texts = [value].flat().filter(one => typeof one === 'string');
  return texts.length > 0 ? summary(texts.map(text => `'${text}'`)) : "'203.0.113.0/24'";
}

/** AWS' names of its target types. */
const VENDORS_WORDS: { readonly [type: string]: { readonly [word: string]: string } } = { TargetType: { instance: 'NODES', ip: 'PODS' } };

/** The member that was probably meant, or all of a few. */
function member(type: string, value: unknown): string {
  const names = Object.keys(ENUMS[type]);
  const values = Object.values(ENUMS[type]);
  const near = typeof value !== 'string' ? undefined
    : VENDORS_WORDS[type]?.[value.toLowerCase()] ?? probablyMeant(value, names) ?? names[values.indexOf(probablyMeant(value, values) ?? '')];
  if (near) return `${type}.${near}`;
  return names.length > 8 ? `one of ${type}, such as ${type}.${names[0]}` : names.map(name => `${type}.${name}`).join(' or ');
}

const OF_LISTS = 'give what is protected a host of its own: no list protects a path alone, since backends read paths in more ways than a list can compare; '
  + 'exempt opens whole paths';
/** What is looked for, and is not there on purpose: what to write instead. */
export const NOT_THERE: { readonly [property: string]: string } = {
  'IpAllowListProps.path': OF_LISTS, 'IpAllowListProps.paths': OF_LISTS, 'IpDenyListProps.path': OF_LISTS, 'IpDenyListProps.paths': OF_LISTS,
};
