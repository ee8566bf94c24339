import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { AuthorizationPolicy, AuthorizationPolicySpec } from '../../imports/security.istio.io';
import { Fault } from '../fault';
import { IProxyProtocolGateway } from '../gateway/referenced-gateway';
import { IpBlocks } from '../net';

/** What lists of either kind are made from. */
export interface AddressListProps {
  /** The gateway that the list stands on. */
  readonly gateway: IProxyProtocolGateway;
  /** The addresses. Not empty. */
  readonly addresses: IpBlocks;
  /**
   * Only requests for these exact host names, in any spelling of letters and port. Possible where all HTTP servers name exact hosts.
   * @default - all hosts
   */
  readonly hosts?: string[];
  /**
   * Only these servers of the gateway, by name. Behind a layer-7 proxy HTTPS servers bring along those that redirect to them.
   * @default - with `hosts` its HTTP servers, otherwise all servers
   */
  readonly servers?: string[];
  /**
   * Exact paths that stay open to everybody, such as `/healthz`. No list protects only a path: give what is to be protected its own host.
   * @default - none
   */
  readonly exempt?: string[];
  /**
   * Only log what would be refused, and refuse nobody; Istio's `istio.io/dry-run`.
   * @default false
   */
  readonly dryRun?: boolean;
  /**
   * Name, labels and annotations of the AuthorizationPolicy. Its namespace is the gateway's.
   * @default - a name made from the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** The policy of a list, in the gateway's namespace: anywhere else it would not act. */
export function addressPolicy(list: Construct, props: AddressListProps, spec: AuthorizationPolicySpec): ApiObject {
  const namespace = props.metadata?.namespace ?? props.gateway.namespace;
  if (namespace !== props.gateway.namespace) {
    throw new Fault('policy-namespace', {
      what: `metadata.namespace is "${namespace}", and the gateway is in "${props.gateway.namespace}"`,
      why: 'an AuthorizationPolicy acts only on pods of its own namespace, so the list would do nothing',
      instead: `write namespace: '${props.gateway.namespace}', or leave it out`,
    }, list);
  }
  return new ApiObject(list, 'Resource', AuthorizationPolicy.manifest({
    metadata: {
      ...props.metadata,
      namespace,
      ...props.dryRun ? { annotations: { ...props.metadata?.annotations, 'istio.io/dry-run': 'true' } } : {},
    },
    spec,
  }));
}

/** An empty list would refuse everybody or nobody, and Istio reads some empty fields as "all". */
export function mustNotBeEmpty(list: Construct, props: AddressListProps): void {
  if (props.addresses.isEmpty) {
    throw new Fault('empty-list', {
      what: 'addresses is an empty list',
      why: 'Istio reads an empty list as everybody in one place and as nobody in another',
      instead: 'write at least one address, or leave the list out',
    }, list);
  }
  for (const [field, entries] of [['hosts', props.hosts], ['servers', props.servers], ['exempt', props.exempt]] as const) {
    if (entries?.length === 0) {
      throw new Fault('empty-list', {
        what: `${field} is an empty list`,
        why: 'it could mean none or all',
        instead: `write at least one entry, or leave ${field} out`,
      }, list);
    }
  }
}
