import { BAD_ADDRESS } from './bad-address';
import { DOUBLE_PROXY_PROTOCOL } from './double-proxy-protocol';
import { EMPTY_LIST } from './empty-list';
import { FILTER_WITHOUT_TYPED_CONFIG } from './filter-without-typed-config';
import { FORGEABLE_HOP_COUNT } from './forgeable-hop-count';
import { HOST_BITS } from './host-bits';
import { HOST_WITHOUT_PORT } from './host-without-port';
import { PARTIAL_TOPOLOGY } from './partial-topology';
import { PERMISSIVE_PROXY_PROTOCOL } from './permissive-proxy-protocol';
import { PROXY_HEADER_NOT_READ } from './proxy-header-not-read';
import { PROXY_HEADER_NOT_SENT } from './proxy-header-not-sent';
import { TOPOLOGY_FIELD_IGNORED } from './topology-field-ignored';
import { TOPOLOGY_ON_DEPLOYMENT } from './topology-on-deployment';
import { UNGUARDED_TRUST } from './unguarded-trust';
import { WILDCARD_HOST } from './wildcard-host';
import { Check } from '../check';

/** Every check, sorted by code. */
export const CHECKS: readonly Check[] = [
  BAD_ADDRESS,
  DOUBLE_PROXY_PROTOCOL,
  EMPTY_LIST,
  FILTER_WITHOUT_TYPED_CONFIG,
  FORGEABLE_HOP_COUNT,
  HOST_BITS,
  HOST_WITHOUT_PORT,
  PARTIAL_TOPOLOGY,
  PERMISSIVE_PROXY_PROTOCOL,
  PROXY_HEADER_NOT_READ,
  PROXY_HEADER_NOT_SENT,
  TOPOLOGY_FIELD_IGNORED,
  TOPOLOGY_ON_DEPLOYMENT,
  UNGUARDED_TRUST,
  WILDCARD_HOST,
];
