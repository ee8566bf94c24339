import { LintFinding } from './lint-finding';
import { LintReport } from './lint-report';
import { Linter } from './linter';
import { assertNew, guardDoors } from '../doors/door';
import { Manifests } from '../manifests';

/** Properties of the plugin in cdk8s.yaml. */
export interface LintValidationProps {
  /**
   * Codes of checks that are left out.
   * @default - none
   */
  readonly ignore?: string[];

  /**
   * Whether warnings fail the synthesis, too.
   * @default false
   */
  readonly failOnWarnings?: boolean;

  /**
   * Version of Istio of the gateways' proxies.
   * @default - what the manifests show
   */
  readonly istioVersion?: string;
}

/**
 * The checks as a plugin of `cdk8s synth --validate`: named under `validations` in cdk8s.yaml, with this class.
 *
 * @see https://cdk8s.io/docs/latest/cli/synth/#validations
 */
export class LintValidation {
  private readonly linter: Linter;
  private readonly failOnWarnings: boolean;

  /**
   * Made by cdk8s from `properties` in cdk8s.yaml.
   *
   * @param props How strict it is.
   */
  public constructor(props: LintValidationProps = {}) {
    assertNew('LintValidation', props);
    this.linter = new Linter({ ignore: props.ignore, istioVersion: props.istioVersion });
    this.failOnWarnings = props.failOnWarnings ?? false;
  }

  /**
   * Checks what was synthesized, and submits a report with all findings.
   *
   * @param context cdk8s' ValidationContext.
   */
  public async validate(context: any): Promise<void> {
    const report = context.manifests.length > 0 ? this.linter.lint(Manifests.fromPaths(...context.manifests)) : new LintReport([], [], []);
    for (const finding of report.findings) context.report.addViolation(violation(finding));
    const failed = report.errors > 0 || report.unread.length > 0 || this.failOnWarnings && report.warnings > 0;
    context.report.submit(failed ? 'failure' : 'success', { errors: String(report.errors), warnings: String(report.warnings) });
  }
}

guardDoors('LintValidation', LintValidation);

/** A finding as cdk8s reports it. It finds the construct by the object's name. */
function violation({ code, severity, object, origin, line, field, what, why, instead }: LintFinding): any {
  return {
    ruleName: `${severity} ${code}`,
    recommendation: `${what}; ${why}`,
    fix: instead,
    violatingResources: [{
      resourceName: object.slice(object.lastIndexOf('/') + 1),
      locations: [[object, field, line === undefined ? '' : `line ${line}`].filter(text => text !== '').join(', ')],
      manifestPath: origin,
    }],
  };
}
