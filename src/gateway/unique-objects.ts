import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { IProxyProtocolGateway } from './referenced-gateway';
import { Fault } from '../fault';
import { SYNC_OPTIONS } from '../istio/sync-options';

/** Constructs whose objects are compared, and the gateways that charts make, by the root of their tree. */
interface Compared {
  readonly constructs: Set<IConstruct>;
  readonly gateways: Set<IProxyProtocolGateway>;
  /** The same by chart, as `namespace/name`. */
  readonly names: Map<Chart, Set<string>>;
}

const COMPARED = new WeakMap<IConstruct, Compared>();

/** Other gateways that the app makes, as far as they may be for the same cluster. */
export function gatewaysInCluster(gateway: IProxyProtocolGateway): IProxyProtocolGateway[] {
  const { gateways, names } = compared(gateway);
  return [...gateways].filter(other => other !== gateway && shareCluster(gateway, other, names));
}

/** Makes it an error at synth if another object in the app has the kind, namespace and name of one of this construct. */
export function validateUniqueObjects(construct: IConstruct): void {
  compared(construct).constructs.add(construct);
}

/** A gateway that a chart makes: two charts that make the same one are for two clusters. */
export function noteGateway(gateway: IProxyProtocolGateway, name: string): void {
  const { gateways, names } = compared(gateway);
  const chart = Chart.of(gateway);
  gateways.add(gateway);
  names.set(chart, (names.get(chart) ?? new Set()).add(`${gateway.namespace}/${name}`));
}

function compared(construct: IConstruct): Compared {
  const { root } = construct.node;
  const known = COMPARED.get(root);
  if (known) return known;
  const fresh: Compared = { constructs: new Set(), gateways: new Set(), names: new Map() };
  COMPARED.set(root, fresh);
  // One search for all: an app may have thousands of lists.
  construct.node.addValidation({ validate: () => overwritten(root, fresh) });
  return fresh;
}

function overwritten(root: IConstruct, { constructs, names }: Compared): string[] {
  const known = new Map<string, ApiObject[]>();
  const ownerOf = (object: ApiObject) => object.node.scopes.find(scope => constructs.has(scope));
  const problems = new Map<string, string>();
  for (const object of root.node.findAll().filter(ApiObject.isApiObject)) {
    const key = `${object.apiGroup}/${object.kind}/${object.metadata.namespace}/${object.name}`;
    const others = known.get(key);
    if (!others) {
      known.set(key, [object]);
      continue;
    }
    const other = others.find(one => (ownerOf(one) || ownerOf(object))
      && isPartial(one) === isPartial(object) && shareCluster(one, object, names));
    others.push(object);
    // Two gateways of one name have all of their objects in common.
    const owners = other && [other, object].map(one => (ownerOf(one) ?? one).node.path).join();
    if (owners && !problems.has(owners)) problems.set(owners, fault(object, other).message);
  }
  return [...problems.values()];
}

function fault(object: ApiObject, other: ApiObject): Fault {
  return new Fault('duplicate-object', {
    what: `two objects are ${object.kind} "${object.name}" in namespace "${object.metadata.namespace}": ${other.node.path} and ${object.node.path}`,
    why: 'in the cluster the second replaces the first, and nothing protects what the first protected',
    instead: 'give each a name of its own, or leave metadata.name out: it is then made from the path; if their charts go to two clusters, make the gateway in both, or two apps',
  });
}

/** A part of an object, for server-side apply, has its whole's name. */
function isPartial({ metadata }: ApiObject): boolean {
  return /Validate=false/.test(metadata.toJson()?.annotations?.[SYNC_OPTIONS] ?? '');
}

function shareCluster(one: IConstruct, other: IConstruct, names: ReadonlyMap<Chart, ReadonlySet<string>>): boolean {
  const [here, there] = [one, other].map(construct => Chart.of(construct));
  return here === there || ![...names.get(here) ?? []].some(name => names.get(there)?.has(name));
}
