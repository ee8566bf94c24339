import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Written, objectsIn } from './chart-objects';
import { Fault } from '../fault';
import { dnsName } from '../gateway/gateway-server';
import { IProxyProtocolGateway, knownLabelsOf } from '../gateway/referenced-gateway';
import { Selects, selects } from '../gateway/selector-overlap';
import { ROOT_NAMESPACE } from '../istio/policy-attachment';

/** Every other ALLOW on the same gateway: together they admit whoever any one of them admits. */
export function otherAllows(list: Construct, own: ApiObject, gateway: IProxyProtocolGateway): string[] {
  return neighbours(list, gateway, 'security.istio.io', 'AuthorizationPolicy')
    .filter(({ object }) => object !== own)
    .filter(({ json }) => (json.spec?.action ?? 'ALLOW') === 'ALLOW' && json.metadata?.annotations?.['istio.io/dry-run'] !== 'true')
    .filter(({ json }) => [gateway.namespace, ROOT_NAMESPACE, undefined].includes(json.metadata?.namespace))
    .filter(({ json }) => standsOn(json.spec, gateway))
    .map(({ object: policy }) => new Fault('allow-beside-allow', {
      what: `AuthorizationPolicy "${policy.name}" (${policy.node.path}) is a second ALLOW that selects this gateway, or may do so`,
      why: 'ALLOW policies add up: each admits whom the other refuses, so addresses outside the list come in',
      instead: 'leave form out (AllowListForm.DENY narrows whatever else stands there), or make the labels of the two exclude each other',
    }).message);
}

const LISTS = new WeakMap<IProxyProtocolGateway, Construct[]>();

/** One answer for all lists on hosts of a gateway in a chart. */
export function mustStandWithoutWildcards(list: Construct, gateway: IProxyProtocolGateway): void {
  const lists = LISTS.get(gateway) ?? [];
  LISTS.set(gateway, lists);
  if (!lists.some(other => Chart.of(other) === Chart.of(list))) {
    lists.push(list);
    list.node.addValidation({ validate: () => otherWildcards(list, gateway) });
  }
}

/** Wildcard hosts of other Istio Gateways on the same pods: through their routes a list on hosts can be passed by. */
function otherWildcards(list: Construct, gateway: IProxyProtocolGateway): string[] {
  return otherGateways(list, gateway).flatMap(({ object: other, json }) => wildcardsOf(json).map(host => new Fault('wildcard-server', {
    what: `Gateway "${other.name}" (${other.node.path}) has the host "${host}" on the same pods, and this list is about hosts`,
    why: 'its routes accept spellings such as "user@admin.example.com" that AuthorizationPolicy does not recognize',
    instead: 'write engine: MatchEngine.ipTrie(), which knows all spellings; or name exact hosts there, move it to a gateway of its own, or leave hosts out '
      + 'to cover the whole gateway',
  }).message));
}

/** By a Gateway's JSON, which each synth makes anew: thousands of lists ask for the same. */
const WILDCARDS = new WeakMap<object, readonly string[]>();

function wildcardsOf(json: any): readonly string[] {
  const wildcards = WILDCARDS.get(json) ?? (json.spec?.servers ?? []).filter(({ port }: any) => HTTP.includes(port?.protocol))
    .flatMap((server: any) => server.hosts ?? [])
    .filter((host: string) => dnsName(host).includes('*'));
  WILDCARDS.set(json, wildcards);
  return wildcards;
}

const HTTP = ['HTTP', 'HTTP2', 'GRPC', 'HTTPS'];

function otherGateways(list: Construct, gateway: IProxyProtocolGateway): Written[] {
  return neighbours(list, gateway, 'networking.istio.io', 'Gateway')
    .filter(({ json }) => selects(json.spec?.selector ?? {}, knownLabelsOf(gateway)) !== Selects.NO);
}

/** Objects of a kind in the charts of the list and of its gateway; other charts may go to other clusters. */
function neighbours(list: Construct, gateway: IProxyProtocolGateway, apiGroup: string, kind: string): Written[] {
  return [...new Set([Chart.of(list), Chart.of(gateway)])].flatMap(chart => objectsIn(chart, list, apiGroup, kind));
}

function standsOn(spec: any, gateway: IProxyProtocolGateway): boolean {
  const refs = spec?.targetRefs ?? (spec?.targetRef ? [spec.targetRef] : []);
  return refs.length
    ? refs.some((ref: any) => ref.kind === 'Gateway' && ref.name === gateway.gatewayApiName)
    : selects(spec?.selector?.matchLabels ?? {}, knownLabelsOf(gateway)) !== Selects.NO;
}
