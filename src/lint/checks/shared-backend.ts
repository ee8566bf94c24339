import { list } from '../../istio/list';
import { ManifestObject, nameOf } from '../../manifests/manifest-object';
import { Check, Problem, some } from '../check';
import { denyLists } from '../deny-lists';
import { LintSeverity } from '../lint-finding';
import { routesOf } from '../served-hosts';

export const SHARED_BACKEND: Check = {
  code: 'shared-backend',
  severity: LintSeverity.WARNING,
  title: 'a backend that a list protects under one host is reached under another',
  why: 'the list is about the host: the same pages are there under the other one, for everybody, unless the backend tells its hosts apart',
  find: scene => denyLists(scene).flatMap(rule => rule.operations.flatMap(({ values, path }): Problem[] => {
    const names = values('hosts').map(host => host.toLowerCase());
    const gateway = scene.knownGatewaysOf(rule.policy)[0];
    if (names.length === 0 || names.some(name => name.startsWith('*')) || gateway === undefined) return [];
    const routes = routesOf(gateway).map(({ service, hosts }) => ({ service, hosts, open: hosts.filter(host => !names.includes(host)) }));
    const listed = routes.filter(({ hosts, open }) => open.length < hosts.length).flatMap(({ service }) => backends(service));
    const others = routes.filter(({ open, service }) => open.length > 0 && (backends(service).some(backend => listed.includes(backend))
      || authorities(service).some(authority => names.includes(authority))));
    return others.length === 0 ? [] : [{
      object: rule.policy.object,
      path: [...path, 'hosts'],
      what: `${some([...new Set(others.flatMap(({ open }) => open))])} leads there, too, by ${some([...new Set(others.map(({ service }) => nameOf(service)))])}`,
      instead: 'list all hosts that lead there, or give the protected host a backend of its own',
    }];
  })),
};

/** As `host:port`. */
function backends({ spec, namespace }: ManifestObject): string[] {
  return list(spec.http).flatMap(({ route }) => list(route)).map(({ destination }) => {
    const host = String(destination?.host);
    return `${host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`}:${destination?.port?.number ?? ''}`;
  });
}

function authorities({ spec }: ManifestObject): string[] {
  return list(spec.http).map(({ rewrite }) => String(rewrite?.authority ?? '').toLowerCase());
}
