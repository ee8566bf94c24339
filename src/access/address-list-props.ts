import { ApiObjectMetadata } from 'cdk8s';
import { MatchEngine } from './match-engine';
import { IProxyProtocolGateway } from '../gateway/referenced-gateway';
import { IpBlocks } from '../net';

/** What lists of either kind are made from. */
export interface AddressListProps {
  /** The gateway that the list applies to. */
  readonly gateway: IProxyProtocolGateway;
  /** The addresses. Not empty. */
  readonly addresses: IpBlocks;
  /**
   * Only requests for these host names, in any spelling of letters and port.
   *
   * With AuthorizationPolicy exact names, on gateways whose HTTP servers all name exact hosts. With the trie also `*.example.com`, on any gateway;
   * what is not a plain host name (`user@host`, a trailing dot) then falls under the list too.
   * @default - all hosts
   */
  readonly hosts?: string[];
  /**
   * Only these servers of the gateway, by name. After a layer-7 proxy HTTPS servers include those that redirect to them.
   * @default - with `hosts` its HTTP servers, otherwise all servers
   */
  readonly serverNames?: string[];
  /**
   * Exact paths that stay open to everybody, such as `/healthz`. With the trie also one whose segment `{token}` means letters, digits, hyphens and
   * underscores: `/.well-known/acme-challenge/{token}`. A list cannot protect only a path: give what is to be protected its own host.
   * @default - none
   */
  readonly exempt?: string[];
  /**
   * Only log what would be denied, and deny nothing: Istio's `istio.io/dry-run`, Envoy's `shadow_matcher`.
   * @default false
   */
  readonly dryRun?: boolean;
  /**
   * What compares clients with the list. With over 1,000 blocks in `addresses` it must be named.
   * @default MatchEngine.authorizationPolicy()
   */
  readonly engine?: MatchEngine;
  /**
   * Name, labels and annotations of the list's object; its parts, if it is split, add to the name. The namespace is the gateway's.
   * @default - a name made from the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}
