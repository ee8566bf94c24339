import { LintSeverity } from './lint-finding';

/** What a check is about. */
export interface LintRule {
  /** Its code. */
  readonly code: string;

  /** The severity of its findings where all is known that it asks about. */
  readonly severity: LintSeverity;

  /** What it looks for. */
  readonly title: string;

  /** Why that matters. */
  readonly why: string;

  /** What to write instead; a finding may say it more exactly. */
  readonly remedy: string;
}
