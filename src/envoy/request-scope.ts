/** Which requests a list is about. Empty: all. */
export interface RequestScope {
  /** Host names; AuthorizationPolicy accepts exact ones only. */
  readonly hosts?: readonly string[];
  /** Ports outside the list; any port that is not named here is under the list. */
  readonly notPorts?: readonly number[];
  /** Server names (SNI) outside the list; AuthorizationPolicy accepts exact ones, the matcher also `*.example.com`. */
  readonly notServerNames?: readonly string[];
  /** Paths outside the list: exact ones, for the matcher also with `{token}`. */
  readonly notPaths?: readonly string[];
}
