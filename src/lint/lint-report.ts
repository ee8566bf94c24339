import { LintFinding, LintSeverity } from './lint-finding';

/** What all checks found. */
export class LintReport {
  /** @internal */
  public constructor(
    /** The findings: errors first, then warnings, then the rest. */
    public readonly findings: LintFinding[],
    /** Findings that an annotation of the object accepts, with its reason in `why`. */
    public readonly accepted: LintFinding[],
    /** What was noticed while reading: duplicates, and objects that are not interpreted. */
    public readonly notes: string[],
    /** Files that could not be read, although they may have manifests: no finding is about them. */
    public readonly unread: string[] = [],
  ) {}

  /** How many findings are errors. */
  public get errors(): number {
    return this.count(LintSeverity.ERROR);
  }

  /** How many findings are warnings. */
  public get warnings(): number {
    return this.count(LintSeverity.WARNING);
  }

  /** The report for programs: `findings`, `accepted`, `notes` and `unread`. */
  public toJson(): any {
    const { findings, accepted, notes, unread } = this;
    return { findings, accepted, notes, unread };
  }

  private count(severity: LintSeverity): number {
    return this.findings.filter(finding => finding.severity === severity).length;
  }
}
