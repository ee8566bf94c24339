import { summary } from '../../../fault';
import { selectsAll } from '../../../istio/policy-attachment';
import { KnownFrom } from '../../../manifests/known-from';
import { check } from '../../check';
import { Problem } from '../../problem';

export const ROOT_NAMESPACE_LIST = check('root-namespace-list', scene =>
  scene.policies.filter(({ isList }) => isList).flatMap((policy): Problem[] => {
    const { object } = policy;
    if (object.namespace !== scene.manifests._mesh.rootNamespace) return [];
    const others = scene.knownGatewaysOf(policy)
      .filter(({ workload }) => workload.namespace !== object.namespace && workload.knownFrom !== KnownFrom.SELECTOR);
    const isMeshWide = selectsAll(object);
    if (others.length === 0 && !isMeshWide) return [];
    return [{
      object,
      path: ['spec', ...isMeshWide ? [] : ['selector']],
      what: isMeshWide ? 'it has no selector, and acts on the whole mesh' : `it also acts on gateway ${summary(others.map(({ id }) => id))}`,
      instead: isMeshWide
        ? 'add a selector with labels that only the gateway has'
        : "add a label to the selector that only the gateway's pods have, or move the gateway to a namespace of its own",
    }];
  }));
