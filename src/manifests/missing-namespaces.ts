import { DEFAULT_NAMESPACE } from './manifest-object';
import { summary } from '../fault';
import { record } from '../istio/list';

/** Objects that name no namespace among objects that do, as `helm template` writes them where only some templates have one. */
export interface MissingNamespaces {
  /** Whether that is another than kubectl's own. */
  readonly isGuessed: boolean;
  /** Which those are, and where they count as being. */
  readonly what: string;
  /** The namespace that such an object of a file most likely gets. */
  namespaceIn(origin: string): string;
}

/** Kinds that are in a namespace and can matter to a gateway. */
const NAMESPACED = /^(?:Service|Deployment|DaemonSet|StatefulSet|ReplicaSet|Pod|ConfigMap|NetworkPolicy|Ingress)$/;
const NAMESPACED_GROUPS = /^(?:security|networking|telemetry|extensions)\.istio\.io\/|^gateway\.networking\.k8s\.io\//;

function isNamespaced({ kind, apiVersion }: any): boolean {
  return NAMESPACED.test(kind) || NAMESPACED_GROUPS.test(String(apiVersion)) && kind !== 'GatewayClass';
}

/** Undefined where all of them name one, or none does. */
export function missingNamespaces(objects: readonly { readonly json: any; readonly origin: string }[]): MissingNamespaces | undefined {
  const byOrigin = new Map<string, Set<string>>();
  const all = new Set<string>();
  const without: { readonly name: string; readonly origin: string }[] = [];
  for (const { json, origin } of objects.filter(one => isNamespaced(one.json))) {
    const { name, namespace } = record(json.metadata);
    if (namespace === undefined) {
      without.push({ name: `${json.kind} ${name}`, origin });
    } else {
      byOrigin.set(origin, (byOrigin.get(origin) ?? new Set()).add(String(namespace)));
      all.add(String(namespace));
    }
  }
  if (all.size === 0 || without.length === 0) return undefined;
  const only = (names: ReadonlySet<string> = new Set()) => names.size === 1 ? [...names][0] : undefined;
  const namespaceIn = (origin: string) => only(byOrigin.get(origin)) ?? only(all) ?? DEFAULT_NAMESPACE;
  const likely = [...new Set(without.map(({ origin }) => namespaceIn(origin)))];
  const [be, count] = without.length === 1 ? ['names no namespace and counts', '1 object'] : ['name no namespace and count', `${without.length} objects`];
  return {
    namespaceIn,
    isGuessed: likely.some(namespace => namespace !== DEFAULT_NAMESPACE),
    what: `${count} ${be} as in ${likely.join(', ')} (${summary(without.map(({ name }) => name))}), while others are in ${summary([...all])}`,
  };
}
