import { snakeCase } from '../envoy/message';
import { list, record } from '../istio/list';
import { attaches } from '../istio/policy-attachment';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { ManifestObject, byAge, nameOf } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';

/** A patch of an EnvoyFilter. */
export interface Patch {
  readonly object: ManifestObject;
  /** Its place in `spec.configPatches`. */
  readonly index: number;
  /** The EnvoyFilter, in words. */
  readonly from: string;
  readonly applyTo: string;
  readonly match: any;
  readonly operation: string;
  readonly value: any;
}

/** The chain of filters that a patch may be for. */
export interface Place {
  readonly http: boolean;
  readonly names: readonly string[];
}

/** Operations that add a filter or a configuration. */
export const INSERTS = ['INSERT_FIRST', 'INSERT_BEFORE', 'INSERT_AFTER', 'ADD'];

export const HCM = 'envoy.filters.network.http_connection_manager';
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy';

/** The patches that act on a gateway, in the order in which istiod applies them. */
export function patchesOn(workload: GatewayWorkload, manifests: Manifests): Patch[] {
  const { rootNamespace } = manifests._mesh;
  const rank = ({ namespace }: ManifestObject) => namespace === rootNamespace ? 0 : 1;
  return manifests._ofKind('networking.istio.io', 'EnvoyFilter')
    .filter(filter => attaches(filter, workload, rootNamespace))
    .sort((a, b) => (a.spec.priority ?? 0) - (b.spec.priority ?? 0) || rank(a) - rank(b) || byAge(a, b))
    .flatMap(patchesOf);
}

function patchesOf(object: ManifestObject): Patch[] {
  return list(object.spec.configPatches)
    .map(({ applyTo, match, patch }, index) => ({
      object, index, from: nameOf(object), applyTo, match, operation: patch?.operation, value: patch?.value,
    }))
    // A configuration that filters fetch is there in whatever context.
    .filter(({ applyTo, match }) => applyTo === 'EXTENSION_CONFIG' || [undefined, 'ANY', 'GATEWAY'].includes(match?.context));
}

/** Whether a patch is for the listener of a port. */
export function fitsListener({ match }: Patch, port: number): boolean {
  const { portNumber, name } = record(match?.listener);
  return [undefined, 0, port].includes(portNumber) && (name === undefined || name === `0.0.0.0_${port}`);
}

/** Whether a patch is for HTTP/3 only, which is not traced: istiod names its listeners so. */
export function isQuic({ match }: Patch): boolean {
  return String(record(match?.listener).name).startsWith('udp_');
}

/** Whether a patch is for a chain of a gateway, which istiod tells apart by server names and by nothing else. */
export function fitsChain({ match }: Patch, { names }: Place): boolean {
  const { sni, name, transportProtocol, applicationProtocols, destinationPort } = record(match?.listener?.filterChain);
  return (sni === undefined || names.includes(sni)) && !name && !transportProtocol && !applicationProtocols && !destinationPort;
}

/** Where istiod inserts a filter; beside one that is not there, there is no place. INSERT_FIRST and ADD do not ask what stands where. */
export function placeAmong(filters: readonly { readonly name: string }[], operation: string, beside: string | undefined): number | undefined {
  const found = filters.findIndex(({ name }) => name === beside);
  if (operation === 'INSERT_FIRST' || operation === 'INSERT_BEFORE' && beside === undefined) return 0;
  if (operation === 'ADD' || operation === 'INSERT_AFTER' && beside === undefined) return filters.length;
  return found < 0 ? undefined : found + Number(operation === 'INSERT_AFTER');
}

/** The filter of the chain that a patch names. */
export function namedFilter({ match }: Patch): string | undefined {
  return match?.listener?.filterChain?.filter?.name;
}

/** The filter within the connection manager that a patch names. */
export function namedSubFilter({ match }: Patch): string | undefined {
  return match?.listener?.filterChain?.filter?.subFilter?.name;
}

/** The fields of a message, in Envoy's spelling. */
export function spelled(message: unknown): { readonly [field: string]: any } {
  return Object.fromEntries(Object.entries(record(message)).map(([name, value]) => [snakeCase(name), value]));
}
