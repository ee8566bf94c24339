/** What an AuthorizationPolicy, or an RBAC filter of an EnvoyFilter, decides about a request. */
export interface PolicyTrace {
  /** `namespace/name`; of a filter `EnvoyFilter namespace/name`. */
  readonly name: string;
  /** `CUSTOM`, `AUDIT`, `DENY` or `ALLOW`, in the order in which they are evaluated. A filter counts as a DENY of what it does not let pass. */
  readonly action: string;
  /** Whether one of its rules matches. */
  readonly matched: boolean;
  /** Whether it only logs or counts what it would do (`istio.io/dry-run`, `shadow_rules`, `shadow_matcher`). */
  readonly dryRun: boolean;
  /** Rule by rule, why it matches or does not. */
  readonly why: string[];
}
