import { RequestTrace } from './request-trace';
import { nameOf } from '../istio/kubernetes-object';
import { OBJECT_FIELDS } from '../istio/object-fields';
import { fieldMistakes } from '../istio/object-schema';
import { attaches, mayAttach, selectorOf } from '../istio/policy-attachment';
import { Doubt, GatewayWorkload } from '../manifests/gateway-workloads';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';

/** What may be otherwise than the manifests show it. */
export interface Supposition extends Doubt {
  readonly workload: GatewayWorkload;
  /** Whether it is to be thought of for a request. */
  matters(trace: RequestTrace): boolean;
}

/** Everything that the manifests leave open about a gateway: each for itself, and all objects of one action together, of which one may hide the other. */
export function suppositions(workload: GatewayWorkload, manifests: Manifests): Supposition[] {
  const objects = [...manifests._ofKind('security.istio.io', 'AuthorizationPolicy'), ...manifests._ofKind('networking.istio.io', 'EnvoyFilter')];
  const single = objects.flatMap(object => ofObject(object, workload, manifests));
  const acting = single.filter(({ acts }) => acts);
  const together = acting.length < 2 ? [] : [...new Set(acting.map(({ object }) => object.spec.action)), undefined].flatMap(action => {
    const those = acting.filter(({ object }) => action === undefined || object.spec.action === action);
    return those.length < 2 ? [] : [{ ...those[0], workload: { ...workload, supposed: new Map(those.map(({ object }) => [object, false])) } }];
  });
  return [...single, ...together, ...topologies(workload)];
}

/** One about an object, which acts as it is written, or does not. */
interface ObjectSupposition extends Supposition {
  readonly object: ManifestObject;
  readonly acts: boolean;
}

function ofObject(object: ManifestObject, workload: GatewayWorkload, manifests: Manifests): ObjectSupposition[] {
  const { _mesh: { rootNamespace }, _missingNamespaces } = manifests;
  const acts = attaches(object, workload, rootNamespace);
  const suppose = (what: string, add: string): ObjectSupposition[] => [
    { object, acts, what, add, workload: { ...workload, supposed: new Map([[object, !acts]]) }, matters: () => true },
  ];
  const name = nameOf(object);
  const [mistake] = acts ? fieldMistakes(object.spec, OBJECT_FIELDS[`${object.group}/${object.kind}`].spec!, ['spec']) : [];
  if (mistake) return suppose(`${name} is refused, or loses a part: ${mistake.what}`, mistake.instead);
  if (!acts && mayAttach(object, workload, rootNamespace, workload.hasMoreLabels)) {
    const labels = Object.entries(selectorOf(object)).filter(([label]) => !(label in workload.labels)).map(([label, value]) => `${label}: ${value}`);
    return suppose(`${name} acts on these pods if they have ${labels.join(', ')}`, "add the Deployment of the gateway's pods, with all its labels");
  }
  const [unnamed, ...both] = [object, workload.pods.object].filter(({ json }) => json.metadata?.namespace === undefined);
  if (_missingNamespaces === '' || unnamed === undefined || both.length > 0 || object.namespace === rootNamespace && acts) return [];
  const wouldAct = attaches({ ...object, namespace: workload.namespace }, workload, rootNamespace);
  return wouldAct ? suppose(`${nameOf(unnamed)} names no namespace, and ${acts ? 'acts in that of the gateway only' : `may be in that of ${unnamed === object ? 'the gateway' : name}`}`,
    'name the namespace of each object') : [];
}

/** Without a mesh configuration, it may set what the pods do not. The request shows what is in front of them. */
function topologies(workload: GatewayWorkload): Supposition[] {
  if (workload.topologyKnown) return [];
  const suppose = (numTrustedProxies: number, proxyProtocol: boolean, matters: Supposition['matters']): Supposition => ({
    what: `the mesh configuration, which is not among the manifests, may set ${proxyProtocol ? 'proxyProtocol' : `numTrustedProxies: ${numTrustedProxies}`}`,
    add: 'add the ConfigMap istio of the namespace istio-system',
    workload: { ...workload, topology: { ...workload.topology, numTrustedProxies, proxyProtocol } },
    matters,
  });
  return [
    ...[1, 2, 3, 4].map(count => suppose(count, false, ({ request: { xForwardedFor = [] } }) => xForwardedFor.join(',').split(',').filter(Boolean).length >= count)),
    // Where a filter reads the header, the mesh needs not; where nothing does, HTTP and TLS end there.
    suppose(0, true, ({ request: { proxy }, readsProxy, client }) => proxy !== undefined && !readsProxy && client !== undefined),
  ];
}
