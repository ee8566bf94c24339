import { Check } from '../check';
import { DOUBLE_PROXY_PROTOCOL } from './filters/double-proxy-protocol';
import { FILTER_FOR_WHOLE_MESH } from './filters/filter-for-whole-mesh';
import { FILTER_LEAVES_TCP_OPEN } from './filters/filter-leaves-tcp-open';
import { FILTER_MATCHES_NOTHING } from './filters/filter-matches-nothing';
import { FILTER_WITHOUT_TYPED_CONFIG } from './filters/filter-without-typed-config';
import { FORWARDED_FOR_READ } from './filters/forwarded-for-read';
import { MATCHER_HOST_SPELLING } from './filters/matcher-host-spelling';
import { MATCHER_PATH_SPELLING } from './filters/matcher-path-spelling';
import { MERGED_WITHOUT_EFFECT } from './filters/merged-without-effect';
import { PERMISSIVE_PROXY_PROTOCOL } from './filters/permissive-proxy-protocol';
import { PREFIX_LEN_MISSING } from './filters/prefix-len-missing';
import { PROXY_AFTER_TLS_INSPECTOR } from './filters/proxy-after-tls-inspector';
import { RATE_LIMIT_WITHOUT_EFFECT } from './filters/rate-limit-without-effect';
import { REFUSED_ADDRESS } from './filters/refused-address';
import { REFUSED_LISTENER } from './filters/refused-listener';
import { REFUSED_MATCHER } from './filters/refused-matcher';
import { REFUSED_REGEX } from './filters/refused-regex';
import { SKIPPED_FORWARDED_FOR } from './filters/skipped-forwarded-for';
import { STRIP_ANY_HOST_PORT } from './filters/strip-any-host-port';
import { TRIE_WITHOUT_IPV6 } from './filters/trie-without-ipv6';
import { UNKNOWN_FILTER_TYPE } from './filters/unknown-filter-type';
import { ALLOW_BESIDE_ALLOW } from './lists/allow-beside-allow';
import { ALLOW_CLOSES_OTHERS } from './lists/allow-closes-others';
import { BAD_ADDRESS } from './lists/bad-address';
import { CONTRADICTING_LISTS } from './lists/contradicting-lists';
import { DENY_LIST_WITHOUT_PROXIES } from './lists/deny-list-without-proxies';
import { DRY_RUN_LIST } from './lists/dry-run-list';
import { EMPTY_LIST } from './lists/empty-list';
import { FOREIGN_LIST } from './lists/foreign-list';
import { HEADER_AS_ADDRESS } from './lists/header-as-address';
import { HEADER_WITH_UNDERSCORE } from './lists/header-with-underscore';
import { HOST_BITS } from './lists/host-bits';
import { HOST_LIST_BESIDE_WILDCARD } from './lists/host-list-beside-wildcard';
import { HOST_WITHOUT_PORT } from './lists/host-without-port';
import { IP_BLOCKS_AFTER_PROXY } from './lists/ip-blocks-after-proxy';
import { LIST_HOLDS_PROXIES } from './lists/list-holds-proxies';
import { LIST_ON_WORKLOAD } from './lists/list-on-workload';
import { METHOD_LIST } from './lists/method-list';
import { MISSING_MAPPED_FORM } from './lists/missing-mapped-form';
import { NAME_SAYS_DENY } from './lists/name-says-deny';
import { NOT_ENVOY } from './lists/not-envoy';
import { PATH_EXEMPTION } from './lists/path-exemption';
import { PATH_LIST } from './lists/path-list';
import { PORTS_UNDER_PROXY } from './lists/ports-under-proxy';
import { PRINCIPALS_AT_EDGE } from './lists/principals-at-edge';
import { ROOT_NAMESPACE_LIST } from './lists/root-namespace-list';
import { RULES_ARE_ALTERNATIVES } from './lists/rules-are-alternatives';
import { SELECTS_NO_GATEWAY } from './lists/selects-no-gateway';
import { SERVICE_PORT_IN_POLICY } from './lists/service-port-in-policy';
import { TARGET_REFS_IGNORED } from './lists/target-refs-ignored';
import { UNKNOWN_CONDITION } from './lists/unknown-condition';
import { WHOLE_WORLD } from './lists/whole-world';
import { WILDCARD_HOST } from './lists/wildcard-host';
import { ANNOTATION_WITHOUT_EFFECT } from './load-balancers/annotation-without-effect';
import { CLIENT_ADDRESS_LOST } from './load-balancers/client-address-lost';
import { HAIRPIN } from './load-balancers/hairpin';
import { HEALTH_CHECK_UNDER_PROXY } from './load-balancers/health-check-under-proxy';
import { PROXY_HEADER_NOT_READ } from './load-balancers/proxy-header-not-read';
import { PROXY_HEADER_NOT_SENT } from './load-balancers/proxy-header-not-sent';
import { PROXY_HTTP3 } from './load-balancers/proxy-http3';
import { SOURCE_RANGES_IGNORED } from './load-balancers/source-ranges-ignored';
import { SOURCE_RANGES_REFUSED } from './load-balancers/source-ranges-refused';
import { TLS_ENDED_IN_FRONT } from './load-balancers/tls-ended-in-front';
import { TRAFFIC_POLICY_CLUSTER } from './load-balancers/traffic-policy-cluster';
import { ANNOTATION_NOT_TEXT } from './objects/annotation-not-text';
import { CUSTOM_DENIED } from './objects/custom-denied';
import { DUPLICATE_KEY } from './objects/duplicate-key';
import { DUPLICATE_OBJECT } from './objects/duplicate-object';
import { ISTIO_VERSION } from './objects/istio-version';
import { REFUSED_VALUE } from './objects/refused-value';
import { UNKNOWN_FIELD } from './objects/unknown-field';
import { UNKNOWN_KIND } from './objects/unknown-kind';
import { HASH_BY_FORWARDED_FOR } from './routes/hash-by-forwarded-for';
import { PATH_IN_ANY_CASE } from './routes/path-in-any-case';
import { REWRITTEN_HOST } from './routes/rewritten-host';
import { REWRITTEN_PATH } from './routes/rewritten-path';
import { ROUTE_TO_ITSELF } from './routes/route-to-itself';
import { SHARED_BACKEND } from './routes/shared-backend';
import { ALLOW_CLOSES_TCP } from './servers/allow-closes-tcp';
import { AUTO_PASSTHROUGH } from './servers/auto-passthrough';
import { DENY_CUTS_TCP } from './servers/deny-cuts-tcp';
import { GATEWAY_SPANS_NAMESPACES } from './servers/gateway-spans-namespaces';
import { HTTP_BESIDE_MUTUAL_TLS } from './servers/http-beside-mutual-tls';
import { LIST_ON_TCP_AFTER_LAYER7 } from './servers/list-on-tcp-after-layer7';
import { NO_SERVERS } from './servers/no-servers';
import { SERVICE_SELECTS_NO_PODS } from './servers/service-selects-no-pods';
import { SNI_EXEMPTION } from './servers/sni-exemption';
import { SNI_LIST } from './servers/sni-list';
import { LONG_LIST } from './sizes/long-list';
import { OBJECT_SIZE } from './sizes/object-size';
import { ENTRIES_WITH_PORT } from './topology/entries-with-port';
import { FORGEABLE_PROXY_COUNT } from './topology/forgeable-proxy-count';
import { GUARD_REFUSES_PROXY } from './topology/guard-refuses-proxy';
import { PARTIAL_TOPOLOGY } from './topology/partial-topology';
import { SETTINGS_FIELD_IGNORED } from './topology/settings-field-ignored';
import { TOPOLOGY_FIELD_IGNORED } from './topology/topology-field-ignored';
import { TOPOLOGY_NOT_READ } from './topology/topology-not-read';
import { TOPOLOGY_ON_DEPLOYMENT } from './topology/topology-on-deployment';
import { UNGUARDED_TRUST } from './topology/unguarded-trust';
import { WRONG_PROXY_COUNT } from './topology/wrong-proxy-count';

/** Every check, sorted by code. */
export const CHECKS: readonly Check[] = [
  DOUBLE_PROXY_PROTOCOL,
  FILTER_FOR_WHOLE_MESH,
  FILTER_LEAVES_TCP_OPEN,
  FILTER_MATCHES_NOTHING,
  FILTER_WITHOUT_TYPED_CONFIG,
  FORWARDED_FOR_READ,
  MATCHER_HOST_SPELLING,
  MATCHER_PATH_SPELLING,
  MERGED_WITHOUT_EFFECT,
  PERMISSIVE_PROXY_PROTOCOL,
  PREFIX_LEN_MISSING,
  PROXY_AFTER_TLS_INSPECTOR,
  RATE_LIMIT_WITHOUT_EFFECT,
  REFUSED_ADDRESS,
  REFUSED_LISTENER,
  REFUSED_MATCHER,
  REFUSED_REGEX,
  SKIPPED_FORWARDED_FOR,
  STRIP_ANY_HOST_PORT,
  TRIE_WITHOUT_IPV6,
  UNKNOWN_FILTER_TYPE,
  ALLOW_BESIDE_ALLOW,
  ALLOW_CLOSES_OTHERS,
  BAD_ADDRESS,
  CONTRADICTING_LISTS,
  DENY_LIST_WITHOUT_PROXIES,
  DRY_RUN_LIST,
  EMPTY_LIST,
  FOREIGN_LIST,
  HEADER_AS_ADDRESS,
  HEADER_WITH_UNDERSCORE,
  HOST_BITS,
  HOST_LIST_BESIDE_WILDCARD,
  HOST_WITHOUT_PORT,
  IP_BLOCKS_AFTER_PROXY,
  LIST_HOLDS_PROXIES,
  LIST_ON_WORKLOAD,
  METHOD_LIST,
  MISSING_MAPPED_FORM,
  NAME_SAYS_DENY,
  NOT_ENVOY,
  PATH_EXEMPTION,
  PATH_LIST,
  PORTS_UNDER_PROXY,
  PRINCIPALS_AT_EDGE,
  ROOT_NAMESPACE_LIST,
  RULES_ARE_ALTERNATIVES,
  SELECTS_NO_GATEWAY,
  SERVICE_PORT_IN_POLICY,
  TARGET_REFS_IGNORED,
  UNKNOWN_CONDITION,
  WHOLE_WORLD,
  WILDCARD_HOST,
  ANNOTATION_WITHOUT_EFFECT,
  CLIENT_ADDRESS_LOST,
  HAIRPIN,
  HEALTH_CHECK_UNDER_PROXY,
  PROXY_HEADER_NOT_READ,
  PROXY_HEADER_NOT_SENT,
  PROXY_HTTP3,
  SOURCE_RANGES_IGNORED,
  SOURCE_RANGES_REFUSED,
  TLS_ENDED_IN_FRONT,
  TRAFFIC_POLICY_CLUSTER,
  ANNOTATION_NOT_TEXT,
  CUSTOM_DENIED,
  DUPLICATE_KEY,
  DUPLICATE_OBJECT,
  ISTIO_VERSION,
  REFUSED_VALUE,
  UNKNOWN_FIELD,
  UNKNOWN_KIND,
  HASH_BY_FORWARDED_FOR,
  PATH_IN_ANY_CASE,
  REWRITTEN_HOST,
  REWRITTEN_PATH,
  ROUTE_TO_ITSELF,
  SHARED_BACKEND,
  ALLOW_CLOSES_TCP,
  AUTO_PASSTHROUGH,
  DENY_CUTS_TCP,
  GATEWAY_SPANS_NAMESPACES,
  HTTP_BESIDE_MUTUAL_TLS,
  LIST_ON_TCP_AFTER_LAYER7,
  NO_SERVERS,
  SERVICE_SELECTS_NO_PODS,
  SNI_EXEMPTION,
  SNI_LIST,
  LONG_LIST,
  OBJECT_SIZE,
  ENTRIES_WITH_PORT,
  FORGEABLE_PROXY_COUNT,
  GUARD_REFUSES_PROXY,
  PARTIAL_TOPOLOGY,
  SETTINGS_FIELD_IGNORED,
  TOPOLOGY_FIELD_IGNORED,
  TOPOLOGY_NOT_READ,
  TOPOLOGY_ON_DEPLOYMENT,
  UNGUARDED_TRUST,
  WRONG_PROXY_COUNT,
].sort((a, b) => a.code < b.code ? -1 : 1);
