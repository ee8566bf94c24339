/** What an AuthorizationPolicy says to a request. */
export interface PolicyTrace {
  /** `namespace/name`. */
  readonly name: string;
  /** `CUSTOM`, `AUDIT`, `DENY` or `ALLOW`, in the order in which they are asked. */
  readonly action: string;
  /** Whether one of its rules matches. */
  readonly matched: boolean;
  /** Whether it only logs what it would do (`istio.io/dry-run`). */
  readonly dryRun: boolean;
  /** Rule by rule, why it matches or not. */
  readonly why: string[];
}
