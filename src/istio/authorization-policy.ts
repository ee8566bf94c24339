import { GatewaySelection, targetRefs } from './gateway-selection';
import {
  AuthorizationPolicySpec, AuthorizationPolicySpecAction, AuthorizationPolicySpecRulesFromSource, AuthorizationPolicySpecRulesToOperation,
  AuthorizationPolicySpecRulesWhen,
} from '../../imports/security.istio.io';
import { addressStrings } from '../envoy/address-strings';
import { ClientAddressSource, isWrittenByProxy } from '../envoy/client-address-source';
import { RequestScope } from '../envoy/request-scope';
import { IpBlocks } from '../net';
import { withAnyPort } from './host-names';

/** The clients on a list, and where Envoy sees their addresses. */
export interface Clients {
  readonly blocks: IpBlocks;
  readonly source: ClientAddressSource;
  /** Where attackers could write the client's address: the packet sources that an allow list also needs, and a deny list also denies. */
  readonly peers?: IpBlocks;
}

/** DENY every client that is not on the list: narrows, whatever else applies to the gateway. */
export function denyOthers(clients: Clients, scope: RequestScope, on: GatewaySelection): AuthorizationPolicySpec {
  const { ipBlocks, remoteIpBlocks } = listed(clients);
  const others = ipBlocks ? { notIpBlocks: ipBlocks } : { notRemoteIpBlocks: remoteIpBlocks };
  return deny([others, ...peersOf(clients).map(notIpBlocks => ({ notIpBlocks }))], scope, on);
}

/** DENY every client on the list. */
export function denyListed(clients: Clients, scope: RequestScope, on: GatewaySelection): AuthorizationPolicySpec {
  return deny([listed(clients), ...peersOf(clients).map(ipBlocks => ({ ipBlocks }))], scope, on);
}

/** ALLOW every client on the list, on the whole gateway: adds up with every other ALLOW. */
export function allowListed(clients: Clients, on: GatewaySelection): AuthorizationPolicySpec {
  const [ipBlocks] = peersOf(clients);
  return {
    ...selects(on),
    action: AuthorizationPolicySpecAction.ALLOW,
    rules: [{ from: [{ source: { ...listed(clients), ...ipBlocks ? { ipBlocks } : {} } }] }],
  };
}

/** DENY requests without the secret header. */
export function denyWithoutHeader(name: string, secret: string, scope: RequestScope, on: GatewaySelection): AuthorizationPolicySpec {
  const to = operation(scope);
  return {
    ...selects(on),
    action: AuthorizationPolicySpecAction.DENY,
    rules: [{ ...to ? { to } : {}, when: [{ key: `request.headers[${name}]`, notValues: [secret] }, ...serverNames(scope)] }],
  };
}

/** The field that compares the client's address. */
function listed({ blocks, source }: Clients): AuthorizationPolicySpecRulesFromSource {
  const isWritten = isWrittenByProxy(source);
  const addresses = addressStrings(blocks, isWritten);
  return isWritten ? { remoteIpBlocks: addresses } : { ipBlocks: addresses };
}

function peersOf({ peers }: Clients): string[][] {
  return peers ? [addressStrings(peers, isWrittenByProxy(ClientAddressSource.PACKET_SOURCE))] : [];
}

function deny(sources: readonly AuthorizationPolicySpecRulesFromSource[], scope: RequestScope, on: GatewaySelection): AuthorizationPolicySpec {
  const to = operation(scope);
  const when = serverNames(scope);
  return {
    ...selects(on),
    action: AuthorizationPolicySpecAction.DENY,
    rules: [{ from: sources.map(source => ({ source })), ...to ? { to } : {}, ...when.length ? { when } : {} }],
  };
}

function serverNames({ notServerNames = [] }: RequestScope): AuthorizationPolicySpecRulesWhen[] {
  return notServerNames.length ? [{ key: 'connection.sni', notValues: [...notServerNames] }] : [];
}

/** istiod warns of a DENY without a port. No connection has port 0, so this matches nothing more. */
const SOME_PORT = { operation: { ports: ['0'] } };

function operation(scope: RequestScope): { operation: AuthorizationPolicySpecRulesToOperation }[] | undefined {
  const { hosts = [], notPaths = [], notPorts = [] } = scope;
  if (hosts.length + notPaths.length + notPorts.length === 0) {
    return undefined;
  }
  const fields: AuthorizationPolicySpecRulesToOperation = {
    ...hosts.length ? { hosts: hosts.flatMap(withAnyPort) } : {},
    ...notPorts.length ? { notPorts: notPorts.map(String) } : {},
    ...notPaths.length ? { notPaths: [...notPaths] } : {},
  };
  return [{ operation: fields }, ...notPorts.length ? [] : [SOME_PORT]];
}

function selects(on: GatewaySelection): AuthorizationPolicySpec {
  return on.gatewayApiName ? { targetRefs: targetRefs(on.gatewayApiName) } : { selector: { matchLabels: on.labels } };
}
