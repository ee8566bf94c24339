import { tmpdir } from 'os';
import { join } from 'path';
import { Duration } from 'cdk8s';
import * as library from '../../src';
import { CLASSES, ENUMS, STRUCTS } from '../../src/doors/table';
import { propertiesOf } from '../../src/doors/types';
import { Fault } from '../../src/fault';
import { TOPOLOGY, chartIn, gatewayIn } from '../support/app';

const everything: { [name: string]: any } = { ...library, ...library.analysis };
const { GatewayInstall, GatewayServer, Hairpin, IpBlocks, MatchEngine, OriginLock } = library;

let count = 0;
const manifests = () => library.analysis.Manifests.fromText(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: gw, namespace: edge }
spec: { template: { metadata: { labels: { istio: gw } }, spec: { containers: [{ name: istio-proxy, image: auto }] } } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: edge }
spec: { selector: { istio: gw }, servers: [{ hosts: ['*'], port: { number: 80, name: http, protocol: HTTP } }] }
`);

/** A value of each type that every door accepts. */
const OF_TYPE: { readonly [type: string]: () => unknown } = {
  unchecked: () => '203.0.113.7',
  any: () => ({ manifests: [], report: { submit: () => {} } }),
  boolean: () => false,
  number: () => 5,
  string: () => 'edge',
  Chart: () => chartIn(),
  Construct: () => chartIn(),
  Duration: () => Duration.seconds(30),
  GatewayInstall: () => GatewayInstall.injectedDeployment(),
  GatewayServer: () => GatewayServer.http({ name: 'web', hosts: ['www.example.com'] }),
  AllowedRoutes: () => library.AllowedRoutes.fromSame(),
  Hairpin: () => Hairpin.noClientsInside('nobody calls it from there'),
  IProxyProtocolGateway: () => gatewayIn(chartIn(`edge${count++}`)),
  IpBlock: () => library.IpBlock.parse('203.0.113.0/24'),
  IpBlocks: () => IpBlocks.of('203.0.113.0/24'),
  Manifests: manifests,
  MatchEngine: () => MatchEngine.ipTrie(),
  OriginLock: () => OriginLock.enforcedElsewhere('a security group admits it alone'),
  TrustedProxy: () => library.LoadBalancer.of(library.LoadBalancerName.GOOGLE_PASSTHROUGH),
  TrustedTopology: TOPOLOGY.packetSource,
};

/** Values that a door wants to be like this. */
const OF_PLACE: { readonly [place: string]: unknown } = {
  'host': 'www.example.com',
  'hosts': ['www.example.com'],
  'port': 9000,
  'name': 'web',
  'istioVersion': '1.31',
  'upstreams': ['192.168.0.50'],
  'serverNames': ['web'],
  'exempt': ['/healthz'],
  'hostname': 'lb.example.com',
  'ignore': ['host-bits'],
  'peer': '203.0.113.7',
  'podAddress': '10.0.0.7',
  'path': '/',
  'method': 'GET',
  'protocol': 'HTTP1',
  'reason': 'a security group admits it alone',
  'valueInManifest': 'b5bb9d8014a0f9b1',
  'paths': __filename.replace('doors.test.ts', 'manifests.yaml'),
  'clientAddressHeader': 'CF-Connecting-IP',
  'emitIntervalMinutes': 5,
  'text of Manifests.fromText': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
  'directory': join(tmpdir(), 'cdk8s-istio-source-ip-doors'),
  'podLabels of GatewayAttributes': { app: 'edge' },
  'path of IpBlocks.fromFile': __filename.replace('doors.test.ts', 'addresses.txt'),
  'clientPort': 9001,
  'targetPort': 9002,
  'minReplicas': 2,
  'maxReplicas': 7,
  'which': 'google-passthrough',
  'xForwardedFor of TraceRequest': ['203.0.113.7'],
  'xForwardedFor': 'append',
  'before': undefined,
};

function valueOf(type: string, place: string, within: string): unknown {
  if (type === 'ProxyProtocolRollout') return undefined;
  if (`${place} of ${within}` in OF_PLACE) return OF_PLACE[`${place} of ${within}`];
  if (place in OF_PLACE) return OF_PLACE[place];
  if (type.endsWith('[]')) return [valueOf(type.slice(0, -2), '', within)];
  if (type.endsWith('{}')) return { app: 'edge' };
  if (type in ENUMS) return Object.values(ENUMS[type])[0];
  if (OF_TYPE[type]) return OF_TYPE[type]();
  return Object.fromEntries(propertiesOf(type)
    .filter(({ name, optional }) => !optional || `${name} of ${type}` in OF_PLACE).map(({ name, type: of }) => [name, valueOf(of, name, type)]));
}

/** What somebody may give who has no compiler. */
const WRONG: readonly [string, unknown][] = [
  ['undefined', undefined], ['null', null], ['a number', 7.5], ['a text', join(tmpdir(), 'no-such-value')], ['an empty text', ''], ['true', true], ['a list', [7.5]],
  ['an empty object', {}], ['a function', () => {}], ['a list of nothing', [undefined]], ['a class', IpBlocks], ['a date', new Date(0)],
];

interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
}
interface Place {
  /** As a test names it. */
  readonly text: string;
  readonly type: string;
  readonly call: (value: unknown) => unknown;
}

const doors = Object.entries(CLASSES).flatMap(([name, its]) => Object.entries(its).filter(([, parameters]) => parameters.length > 0)
  .map(([door, texts]) => ({ name, door, parameters: texts.map(parse) })));

function parse(text: string): Parameter {
  const [, name, optional, type] = /^(?:\.\.\.)?(\w+)(\??): (.+)$/.exec(text)!;
  return { name, optional: optional === '?', type };
}

function open(name: string, door: string, given: readonly unknown[]): unknown {
  if (door === 'new') return new everything[name](...given);
  if (door.startsWith('static ')) return everything[name][door.slice(7)](...given);
  return receiver(name)[door](...given);
}

function receiver(name: string): any {
  if (name === 'Tracer') return new library.analysis.Tracer(manifests());
  if (name === 'ProxyProtocolGateway') return gatewayIn(chartIn());
  return OF_TYPE[name]?.() ?? new everything[name](...CLASSES[name].new.map(parse).filter(({ optional }) => !optional)
    .map(({ name: place, type }) => valueOf(type, place, name)));
}

function placesOf({ name, door, parameters }: typeof doors[number]): Place[] {
  const args = () => parameters.map(parameter => valueOf(parameter.type, parameter.name, `${name}.${door.replace('static ', '')}`));
  return parameters.flatMap(({ name: parameter, type }, index): Place[] => {
    const call = (change: (value: any) => unknown) => {
      const given = args();
      given[index] = change(given[index]);
      return open(name, door, given);
    };
    const text = `${name} ${door}, ${parameter}`;
    return [
      { text, type, call: value => call(() => value) },
      ...(type in STRUCTS ? propertiesOf(type).filter(() => !OF_TYPE[type]) : []).map(property => ({
        text: `${text}.${property.name}`, type: property.type, call: (value: unknown) => call(valid => ({ ...valid, [property.name]: value })),
      })),
    ];
  });
}

const PLACES = doors.flatMap(placesOf);

test.each(doors.map(one => [`${one.name} ${one.door}`, one] as const))('opens: %s', (_, { name, door, parameters }) => {
  const given = parameters.filter(({ optional }) => !optional).map(parameter => valueOf(parameter.type, parameter.name, `${name}.${door.replace('static ', '')}`));
  expect(() => open(name, door, given)).not.toThrow();
});

test.each(PLACES.map(place => [place.text, place] as const))('nothing throws from inside: %s', (_, { type, call }) => {
  // What cdk8s hands over has no type of ours.
  for (const [what, value] of type === 'any' ? WRONG.slice(0, 2) : WRONG) {
    try {
      call(value);
    } catch (error) {
      if (!(error instanceof Fault)) throw new Error(`${what}: ${(error as Error).stack}`);
      expect(error.message).toMatch(/^\[[a-z0-9-]+\] /);
      continue;
    }
    if (type in ENUMS && value !== undefined) throw new Error(`${what} is taken for a ${type}`);
  }
});

test.each(doors.filter(({ parameters }) => parameters.some(({ type }) => type in STRUCTS && !('*' in STRUCTS[type])))
  .map(one => [`${one.name} ${one.door}`, one] as const))('a property that does not exist is an error: %s', (_, { name, door, parameters }) => {
  const given = parameters.map(({ name: place, type }) => {
    const value = valueOf(type, place, `${name}.${door.replace('static ', '')}`);
    return type in STRUCTS && !('*' in STRUCTS[type]) ? { ...value as object, noSuchProperty: 5 } : value;
  });
  expect(() => open(name, door, given)).toThrow(/^\[unknown-property\] noSuchProperty of /);
});

test('every class of the table is public', () => {
  expect(Object.keys(CLASSES).filter(name => everything[name] === undefined)).toEqual([]);
});
