import { ApiObject, Chart } from 'cdk8s';
import { List } from './list';
import { Fault } from '../fault';
import { onOtherProxy } from '../gateway/gateway-class';
import { objectsNear, otherServers } from '../gateway/other-gateways';
import { IProxyProtocolGateway, ReferencedGateway, knownLabelsOf } from '../gateway/referenced-gateway';
import { isDryRun } from '../istio/dry-run';
import { withoutNamespace } from '../istio/host-names';
import { ROOT_NAMESPACE, Selects, attachment } from '../istio/policy-attachment';
import { isHttpProtocol } from '../istio/protocols';

/** Every other ALLOW on the same gateway: together they admit whoever any one of them admits. */
export function otherAllows({ construct, gateway }: List, own: ApiObject): string[] {
  const pods = { namespace: gateway.namespace, labels: knownLabelsOf(gateway) };
  return objectsNear(construct, gateway, 'security.istio.io', 'AuthorizationPolicy')
    .filter(({ object }) => object !== own)
    .filter(({ json }) => (json.spec?.action ?? 'ALLOW') === 'ALLOW' && !isDryRun(json.metadata?.annotations))
    .filter(({ json: { metadata, spec } }) => {
      // Without a namespace it goes where kubectl points, which may be the gateway's.
      const namespace = metadata?.namespace ?? gateway.namespace;
      return attachment({ namespace, spec }, pods, ROOT_NAMESPACE) !== Selects.NO;
    })
    .map(({ object: policy }) => new Fault('allow-beside-allow', {
      what: `AuthorizationPolicy "${policy.name}" (${policy.node.path}) is a second ALLOW that selects this gateway, or may select it`,
      why: 'ALLOW policies add up: each admits what the other denies, so it admits addresses outside the list',
      instead: 'leave form out (AllowListForm.DENY narrows whatever else applies there), or make the labels of the two exclude each other',
    }).message);
}

const ASKED = new WeakMap<IProxyProtocolGateway, Map<Chart, Set<string>>>();

/** One answer for all lists of a gateway in a chart, which may be thousands. */
function once(question: string, { construct, gateway }: List, validate: () => string[]): void {
  const charts = ASKED.get(gateway) ?? new Map<Chart, Set<string>>();
  ASKED.set(gateway, charts);
  const asked = charts.get(Chart.of(construct)) ?? new Set<string>();
  charts.set(Chart.of(construct), asked);
  if (!asked.has(question)) {
    asked.add(question);
    construct.node.addValidation({ validate });
  }
}

/** A Gateway of the Kubernetes Gateway API that others make, on a proxy that has no policies. */
export function validateOnEnvoy(list: List): void {
  const { construct, gateway } = list;
  if (gateway instanceof ReferencedGateway) once('proxy', list, () => onOtherProxy(construct, gateway));
}

/** Wildcard hosts on the same pods: through their routes clients can bypass a list on hosts. */
export function validateNoWildcards(list: List): void {
  once('wildcards', list, () => otherServers(list.construct, list.gateway).filter(({ server }) => isHttpProtocol(server.port?.protocol))
    .flatMap(({ other, server }) => (server.hosts ?? []).filter((host: string) => withoutNamespace(host).includes('*')).map((host: string) => new Fault('wildcard-server', {
      what: `Gateway "${other.name}" (${other.node.path}) has the host "${host}" on the same pods, and this list is about hosts`,
      why: 'its routes accept spellings such as "user@admin.example.com" that AuthorizationPolicy does not recognize',
      instead: 'write engine: MatchEngine.ipTrie(), which recognizes all spellings; or name exact hosts there, move it to a gateway of its own, '
        + 'or leave hosts out to cover the whole gateway',
    }).message)));
}

/**
 * AUTO_PASSTHROUGH on the same pods: istiod adds no policy to such servers, and they lead to every service of the mesh. A trie for all hosts applies
 * before them.
 */
export function validateNoAutoPassthrough(list: List, trie: string): void {
  once(`auto-passthrough: ${trie}`, list, () => otherServers(list.construct, list.gateway).filter(({ server }) => server.tls?.mode === 'AUTO_PASSTHROUGH')
    .map(({ other, server }) => new Fault('auto-passthrough', {
      what: `Gateway "${other.name}" (${other.node.path}) has the AUTO_PASSTHROUGH server "${server.port?.name}" on the same pods`,
      why: 'istiod adds no authorization to such a server, and it leads to every service of the mesh with sidecars, also those of this list',
      instead: `move it to a gateway of its own, or write ${trie}, which applies before it too`,
    }).message));
}
