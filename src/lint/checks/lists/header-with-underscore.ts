import { summary } from '../../../fault';
import { HeadersWithUnderscores } from '../../../istio/connection-settings';
import { allOf } from '../../../model/envoy-model';
import { check } from '../../check';
import { onePerFilter, placeOf } from '../../filtered-server';
import { GatewayView } from '../../gateway-view';
import { namedBy } from '../../matcher-questions';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const HEADER_WITH_UNDERSCORE = check('header-with-underscore', scene =>
  [...inPolicies(scene), ...onePerFilter(scene.gateways.flatMap(inFilters))]);

function inPolicies(scene: Scene): Problem[] {
  const rules = scene.policies.filter(({ dryRun }) => !dryRun).flatMap(policy => policy.rules);
  return rules.flatMap(({ policy, when }) => when.flatMap(({ key, path }): Problem[] => {
    const [, name] = /^request\.headers\[(.*_.*)\]$/.exec(key) ?? [];
    const gateway = name === undefined ? undefined : scene.knownGatewaysOf(policy).find(one => fate(one) !== undefined);
    return gateway === undefined ? [] : [{ object: policy.object, path, what: what(name, gateway) }];
  }));
}

function inFilters(gateway: GatewayView): Problem[] {
  if (!gateway.isSure || fate(gateway) === undefined) return [];
  return gateway.servers.flatMap(({ httpFilters }) => allOf(httpFilters)).flatMap((filter): Problem[] => {
    const [name] = namedBy(filter).headers.filter(one => one.includes('_'));
    return name === undefined ? [] : [{ ...placeOf(filter), what: what(name, gateway) }];
  });
}

function what(name: string, gateway: GatewayView): string {
  return `the header ${name} has an underscore, and gateway ${gateway.id} ${fate(gateway)}`;
}

/** What the gateway does with such headers; undefined where it lets them pass. */
function fate({ handlings }: GatewayView): string | undefined {
  const doing = handlings.filter(({ headersWithUnderscores }) => headersWithUnderscores !== HeadersWithUnderscores.ALLOW);
  if (doing.length === 0) return undefined;
  const does = doing[0].headersWithUnderscores === HeadersWithUnderscores.DROP_HEADER ? 'drops such headers' : 'refuses requests with such headers';
  return `${does}${doing.length < handlings.length ? ` (${summary(doing.map(({ release }) => release.name))})` : ''}`;
}
