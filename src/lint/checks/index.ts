import { ALLOW_BESIDE_ALLOW } from './allow-beside-allow';
import { ANNOTATION_NOT_TEXT } from './annotation-not-text';
import { ANNOTATION_WITHOUT_EFFECT } from './annotation-without-effect';
import { AUTO_PASSTHROUGH } from './auto-passthrough';
import { BAD_ADDRESS } from './bad-address';
import { DENY_CUTS_TCP } from './deny-cuts-tcp';
import { DENY_LIST_WITHOUT_PROXIES } from './deny-list-without-proxies';
import { DOUBLE_PROXY_PROTOCOL } from './double-proxy-protocol';
import { DRY_RUN_LIST } from './dry-run-list';
import { DUPLICATE_OBJECT } from './duplicate-object';
import { EMPTY_LIST } from './empty-list';
import { FILTER_LEAVES_TCP_OPEN } from './filter-leaves-tcp-open';
import { FILTER_WITHOUT_TYPED_CONFIG } from './filter-without-typed-config';
import { FORGEABLE_HOP_COUNT } from './forgeable-hop-count';
import { GATEWAY_SPANS_NAMESPACES } from './gateway-spans-namespaces';
import { HEADER_AS_ADDRESS } from './header-as-address';
import { HEALTH_CHECK_UNDER_PROXY } from './health-check-under-proxy';
import { HOST_BITS } from './host-bits';
import { HOST_LIST_BESIDE_WILDCARD } from './host-list-beside-wildcard';
import { HOST_WITHOUT_PORT } from './host-without-port';
import { HTTP_BESIDE_MUTUAL_TLS } from './http-beside-mutual-tls';
import { IP_BLOCKS_BEHIND_PROXY } from './ip-blocks-behind-proxy';
import { ISTIO_VERSION } from './istio-version';
import { LIST_HOLDS_PROXIES } from './list-holds-proxies';
import { LIST_ON_TCP_BEHIND_LAYER7 } from './list-on-tcp-behind-layer7';
import { LIST_ON_WORKLOAD } from './list-on-workload';
import { LONG_LIST } from './long-list';
import { MATCHER_HOST_SPELLING } from './matcher-host-spelling';
import { MATCHER_PATH_SPELLING } from './matcher-path-spelling';
import { METHOD_LIST } from './method-list';
import { MISSING_MAPPED_TWIN } from './missing-mapped-twin';
import { OBJECT_SIZE } from './object-size';
import { PARTIAL_TOPOLOGY } from './partial-topology';
import { PATH_EXEMPTION } from './path-exemption';
import { PATH_IN_ANY_CASE } from './path-in-any-case';
import { PATH_LIST } from './path-list';
import { PERMISSIVE_PROXY_PROTOCOL } from './permissive-proxy-protocol';
import { PORTS_UNDER_PROXY } from './ports-under-proxy';
import { PREFIX_LEN_MISSING } from './prefix-len-missing';
import { PROXY_AFTER_TLS_INSPECTOR } from './proxy-after-tls-inspector';
import { PROXY_HEADER_NOT_READ } from './proxy-header-not-read';
import { PROXY_HEADER_NOT_SENT } from './proxy-header-not-sent';
import { PROXY_HTTP3 } from './proxy-http3';
import { REFUSED_ADDRESS } from './refused-address';
import { REFUSED_MATCHER } from './refused-matcher';
import { REFUSED_REGEX } from './refused-regex';
import { REWRITTEN_HOST } from './rewritten-host';
import { REWRITTEN_PATH } from './rewritten-path';
import { ROOT_NAMESPACE_LIST } from './root-namespace-list';
import { ROUTE_TO_ITSELF } from './route-to-itself';
import { RULES_ARE_ALTERNATIVES } from './rules-are-alternatives';
import { SELECTS_NO_GATEWAY } from './selects-no-gateway';
import { SERVICE_PORT_IN_POLICY } from './service-port-in-policy';
import { SHARED_BACKEND } from './shared-backend';
import { SNI_EXEMPTION } from './sni-exemption';
import { SNI_LIST } from './sni-list';
import { STRIP_ANY_HOST_PORT } from './strip-any-host-port';
import { TARGET_REFS_IGNORED } from './target-refs-ignored';
import { TOPOLOGY_FIELD_IGNORED } from './topology-field-ignored';
import { TOPOLOGY_ON_DEPLOYMENT } from './topology-on-deployment';
import { TRAFFIC_POLICY_CLUSTER } from './traffic-policy-cluster';
import { TRIE_WITHOUT_IPV6 } from './trie-without-ipv6';
import { UNGUARDED_TRUST } from './unguarded-trust';
import { WHOLE_WORLD } from './whole-world';
import { WILDCARD_HOST } from './wildcard-host';
import { Check } from '../check';

/** Every check, sorted by code. */
export const CHECKS: readonly Check[] = [
  ALLOW_BESIDE_ALLOW,
  ANNOTATION_NOT_TEXT,
  ANNOTATION_WITHOUT_EFFECT,
  AUTO_PASSTHROUGH,
  BAD_ADDRESS,
  DENY_CUTS_TCP,
  DENY_LIST_WITHOUT_PROXIES,
  DOUBLE_PROXY_PROTOCOL,
  DRY_RUN_LIST,
  DUPLICATE_OBJECT,
  EMPTY_LIST,
  FILTER_LEAVES_TCP_OPEN,
  FILTER_WITHOUT_TYPED_CONFIG,
  FORGEABLE_HOP_COUNT,
  GATEWAY_SPANS_NAMESPACES,
  HEADER_AS_ADDRESS,
  HEALTH_CHECK_UNDER_PROXY,
  HOST_BITS,
  HOST_LIST_BESIDE_WILDCARD,
  HOST_WITHOUT_PORT,
  HTTP_BESIDE_MUTUAL_TLS,
  IP_BLOCKS_BEHIND_PROXY,
  ISTIO_VERSION,
  LIST_HOLDS_PROXIES,
  LIST_ON_TCP_BEHIND_LAYER7,
  LIST_ON_WORKLOAD,
  LONG_LIST,
  MATCHER_HOST_SPELLING,
  MATCHER_PATH_SPELLING,
  METHOD_LIST,
  MISSING_MAPPED_TWIN,
  OBJECT_SIZE,
  PARTIAL_TOPOLOGY,
  PATH_EXEMPTION,
  PATH_IN_ANY_CASE,
  PATH_LIST,
  PERMISSIVE_PROXY_PROTOCOL,
  PORTS_UNDER_PROXY,
  PREFIX_LEN_MISSING,
  PROXY_AFTER_TLS_INSPECTOR,
  PROXY_HEADER_NOT_READ,
  PROXY_HEADER_NOT_SENT,
  PROXY_HTTP3,
  REFUSED_ADDRESS,
  REFUSED_MATCHER,
  REFUSED_REGEX,
  REWRITTEN_HOST,
  REWRITTEN_PATH,
  ROOT_NAMESPACE_LIST,
  ROUTE_TO_ITSELF,
  RULES_ARE_ALTERNATIVES,
  SELECTS_NO_GATEWAY,
  SERVICE_PORT_IN_POLICY,
  SHARED_BACKEND,
  SNI_EXEMPTION,
  SNI_LIST,
  STRIP_ANY_HOST_PORT,
  TARGET_REFS_IGNORED,
  TOPOLOGY_FIELD_IGNORED,
  TOPOLOGY_ON_DEPLOYMENT,
  TRAFFIC_POLICY_CLUSTER,
  TRIE_WITHOUT_IPV6,
  UNGUARDED_TRUST,
  WHOLE_WORLD,
  WILDCARD_HOST,
];
