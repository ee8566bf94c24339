import { summary } from '../../../fault';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { isAboutHost, isAboutPath } from '../../hosts-and-paths';
import { Policy, PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';
import { HostRoute, RouteTable, servedHosts } from '../../route-table';

export const ALLOW_CLOSES_OTHERS = check('allow-closes-others', scene =>
  scene.policies.filter(({ action, isList, dryRun }) => action === 'ALLOW' && isList && !dryRun).flatMap((policy): Problem[] => scene.knownGatewaysOf(policy).flatMap(gateway => {
    const first = policy.rules.find(({ operations }) => operations.some(isScoped));
    const hosts = first ? closed(gateway, policy) : [];
    return hosts.length === 0 ? [] : [{
      object: policy.object,
      path: [...first!.operations.find(isScoped)!.path],
      what: `gateway ${gateway.id} also serves ${summary(hosts)}, for which no ALLOW is: nobody gets in there`,
      instead: 'write the list as a DENY with notIpBlocks or notRemoteIpBlocks for this host, or an ALLOW for the others, too',
    }];
  }).slice(0, 1)));

function isScoped({ values }: PolicyRule['operations'][number]): boolean {
  return ['hosts', 'notHosts'].some(field => values(field).length > 0);
}

/** Hosts of routes on servers that no rule of an ALLOW is about, whatever the path. */
function closed(gateway: GatewayView, policy: Policy): string[] {
  const allows = gateway.enforced.filter(({ action }) => action === 'ALLOW').flatMap(({ rules }) => rules);
  const own = (host: string) => policy.rules.some(rule => rule.operations.some(one => isAboutHost(one, host)));
  const table = RouteTable.of(gateway);
  const names = servedHosts(gateway).filter(name => name !== '*').map(name => name.replace('*', 'x'));
  // A list that is about none of them is for hosts that are not shown.
  if (!names.some(own)) return [];
  return names.filter(host => !allows.some(({ operations }) => operations.length === 0
    || operations.some(one => isAboutHost(one, host) && isAboutSome(one, table.routesOf(host)))));
}

/** Where no routes are shown, any path may be served. */
function isAboutSome(operation: PolicyRule['operations'][number], routes: readonly HostRoute[]): boolean {
  return routes.length === 0 || routes.some(({ path }) => isAboutPath(operation, path.example));
}
