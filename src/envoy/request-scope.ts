/** Which requests a list is about. Empty: all. */
export interface RequestScope {
  /** Host names; AuthorizationPolicy can only take exact ones. */
  readonly hosts?: readonly string[];
  /** Ports that stay outside; a port that nobody foresaw falls under the list. */
  readonly notPorts?: readonly number[];
  /** Server names (SNI) that stay outside; AuthorizationPolicy takes exact ones, the matcher also `*.example.com`. */
  readonly notServerNames?: readonly string[];
  /** Paths that stay outside: exact ones, for the matcher also with `{token}`. */
  readonly notPaths?: readonly string[];
}
