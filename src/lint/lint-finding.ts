/** How bad a finding is. */
export enum LintSeverity {
  /** Certain, from the manifests alone: something does not work, or somebody gets in who should not. */
  ERROR = 'error',
  /** Wrong, unless something holds that the manifests do not show; the finding says what. */
  WARNING = 'warning',
  /** Good to know. */
  INFO = 'info',
}

/** Something that a check found. */
export interface LintFinding {
  /** The check's code, which never changes: `host-without-port`. docs/lint has a page for each. */
  readonly code: string;

  /** How bad it is. */
  readonly severity: LintSeverity;

  /** The object, as `Kind namespace/name`. */
  readonly object: string;

  /** The file or chart that the object comes from. */
  readonly origin: string;

  /**
   * The line of the field in that file, from 1.
   * @default - unknown: the object comes from a chart, or several files make it together
   */
  readonly line?: number;

  /** The field, as `spec.rules[0].from[0].source.ipBlocks`; empty where the whole object is meant. */
  readonly field: string;

  /** What is wrong, with the value. */
  readonly what: string;

  /** Why it matters. */
  readonly why: string;

  /** What to write instead. */
  readonly instead: string;
}
