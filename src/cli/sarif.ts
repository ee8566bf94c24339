import { LintFinding, LintReport, LintSeverity, Linter } from '../lint';

const PAGES = 'https://github.com/cdk8s-istio-source-ip/cdk8s-istio-source-ip/blob/main/docs';
const LEVELS = { [LintSeverity.ERROR]: 'error', [LintSeverity.WARNING]: 'warning', [LintSeverity.INFO]: 'note' };

/**
 * The report in the Static Analysis Results Interchange Format, which code scanners read.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif({ findings, accepted }: LintReport): any {
  const rules = Linter.rules();
  const result = (finding: LintFinding) => ({
    ruleId: finding.code,
    ruleIndex: rules.findIndex(({ code }) => code === finding.code),
    level: LEVELS[finding.severity],
    message: { text: `${finding.what}; ${finding.why}; ${finding.instead}` },
    locations: [location(finding)],
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk8s-istio-source-ip',
          informationUri: `${PAGES}/lint.md`,
          rules: rules.map(({ code, severity, title, why }) => ({
            id: code,
            shortDescription: { text: title },
            fullDescription: { text: why },
            helpUri: `${PAGES}/lint/${code}.md`,
            defaultConfiguration: { level: LEVELS[severity] },
          })),
        },
      },
      results: [
        ...findings.map(result),
        ...accepted.map(finding => ({ ...result(finding), suppressions: [{ kind: 'inSource', justification: finding.why }] })),
      ],
    }],
  };
}

function location({ origin, line, object, field }: LintFinding): any {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(origin.replace(/\\/g, '/')) },
      ...line === undefined ? {} : { region: { startLine: line } },
    },
    logicalLocations: [{ name: object, fullyQualifiedName: field ? `${object} ${field}` : object, kind: 'object' }],
  };
}
