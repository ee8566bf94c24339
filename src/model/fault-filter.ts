import { ANY, Condition, all } from '../envoy/condition';
import { fields, readEach, unread } from '../envoy/message';
import { readHeader } from '../envoy/rbac';

/** A filter that answers some requests with an error. */
export interface FaultFilter {
  /** Status of the answer. */
  readonly status: number;
  /** The requests that it answers. */
  readonly requests: Condition;
}

export function isFault(config: any): boolean {
  return config?.['@type'] === 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault';
}

/**
 * A fault filter that answers every request that matches all of its header matchers. Throws Unread for any other.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/filters/http/fault/fault_filter.cc decodeHeaders
 */
export function readFault(config: unknown): FaultFilter {
  const { headers, abort } = fields(config, ['@type', 'headers', 'abort']);
  const { http_status: status, percentage } = fields(abort, ['http_status', 'percentage']);
  const { numerator, denominator = 'HUNDRED' } = fields(percentage, ['numerator', 'denominator']);
  if (numerator !== 100 || denominator !== 'HUNDRED') return unread('a fault for some of the requests');
  const matchers = readEach(headers, readHeader, 0);
  return { status: Number(status), requests: matchers.length ? all(matchers) : ANY };
}
