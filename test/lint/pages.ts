import { bodyOf, examplesOf } from './examples';
import { changes, marked } from './marks';
import { LintFinding, LintRule, Linter, Manifests } from '../../src/analysis';

/** docs/lint.md and docs/lint/, by path: what `npm run lint-docs` writes. */
export function pages(): Record<string, string> {
  const rules = Linter.rules();
  return {
    'docs/lint.md': index(rules),
    ...Object.fromEntries(rules.map(rule => [`docs/lint/${rule.code}.md`, page(rule)])),
  };
}

function page({ code, severity, title, why, remedy }: LintRule): string {
  const [bad, good] = [linesOf(code, 'bad'), linesOf(code, 'good')];
  const findings = new Linter().lint(Manifests.fromText(bad.join('\n'))).findings.filter(finding => finding.code === code);
  const [{ instead, why: whyHere }] = findings;
  const found = new Map(findings.flatMap(({ line, severity: its }) => line === undefined ? [] : [[line - 1, its]]));
  return `# ${code}

*${severity}*: ${prose(title)}.

\`\`\`
$ npx cdk8s-istio-source-ip lint bad.yaml
${findings.map(text).join('\n')}
\`\`\`

**Instead**: ${prose(instead)}.${instead === remedy ? '' : ` In general: ${prose(remedy)}.`}

**Why it matters**: ${prose(whyHere)}.${whyHere === why ? '' : ` In general: ${prose(why)}.`}

## Bad

${yaml(marked(bad, found))}

## Good

${yaml(marked(good, changes(good, bad)))}

[All checks](../lint.md)
`;
}

/** The first lines of a finding as the command prints it. */
function text({ severity, code, line, object, field, what }: LintFinding): string {
  return `${severity} ${code}  bad.yaml${line === undefined ? '' : `:${line}`}\n  ${object}${field && `, ${field}`}\n  ${what.replaceAll('the text', 'bad.yaml')}`;
}

function prose(words: string): string {
  return words.replace(/[\\<*]/g, '\\$&');
}

/** The example that shows the check, or what is right. */
function linesOf(code: string, kind: 'bad' | 'good'): string[] {
  return bodyOf(examplesOf(code, kind).find(path => path.endsWith(`/${kind}.yaml`))!).trimEnd().split('\n');
}

function yaml(lines: readonly string[]): string {
  return ['```yaml', ...lines.length > MAX_LINES ? [...lines.slice(0, 25), '# and so on'] : lines, '```'].join('\n');
}

/** What is longer is so by its list. */
const MAX_LINES = 120;

function index(rules: readonly LintRule[]): string {
  return `# What is wrong with these manifests?

\`\`\`
$ npx cdk8s-istio-source-ip lint dist/
error filter-without-typed-config  dist/edge.yaml:14
  EnvoyFilter istio-system/proxy-protocol, spec.configPatches[0].patch.value.listener_filters[0].name
  the filter envoy.filters.listener.proxy_protocol has no typed_config
  why: …
  instead: drop the EnvoyFilter and write gatewayTopology: { proxyProtocol: {} } …

1 error, no warnings
\`\`\`

It reads rendered manifests, whoever wrote them (cdk8s, Helm, Kustomize, a running cluster), and runs nothing. Give it all that belongs to a gateway:
Gateway, Deployment, Service, AuthorizationPolicies, EnvoyFilters, VirtualServices, and the mesh configuration in any form. An **error** is certain from
these manifests. A **warning** depends on something that they do not show, and says on what.

\`--format json\` and \`--format sarif\` are for programs, \`--ignore CODE\` leaves a check out, \`--istio-version V\` says what no manifest shows
([why](trace.md#which-version-of-istio)).

| exit status | when |
|---|---|
| 0 | no errors |
| 1 | errors, whatever else there is |
| 2 | nothing can be read; or no errors, but a file that may have manifests cannot be read |

YAML and JSON are read as kubectl reads them. Files that say nothing about gateways are left after a look at their text. A file that cannot be read does not end
the run: it is counted and named, and the others are linted. Templates (Helm, Go, Jinja) are no manifests before they are rendered: they are counted, and do not
change the exit status. \`--exclude GLOB\` leaves files and folders out, as in .gitignore (\`--exclude templates\`, \`--exclude 'charts/**/values.yaml'\`).

\`helm template\` leaves out namespaces that only \`helm install -n\` knows: \`--namespace NS\` says them. Without it, objects that name none count as in the only
namespace that their file, or else the whole set, names. A note says so, and no error rests on that.

A finding that is known and meant is accepted on its object, with the reason:

\`\`\`yaml
metadata:
  annotations:
    cdk8s-istio-source-ip/accept.unguarded-trust: security group sg-1 admits the load balancer only
\`\`\`

## At synth

In \`cdk8s.yaml\`; then \`cdk8s synth --validate\` fails on errors, and writes \`--validation-reports-output-file\`:

\`\`\`yaml
validations:
  - package: cdk8s-istio-source-ip
    version: 0.0.0 # the one that you have installed
    class: LintValidation
    properties:
      failOnWarnings: false
      ignore: []
      istioVersion: '1.31.0' # where the manifests do not show it
\`\`\`

## As a library

\`\`\`ts
import { analysis } from 'cdk8s-istio-source-ip';

const report = new analysis.Linter().lint(analysis.Manifests.fromPaths('dist'));
for (const { severity, code, object, what } of report.findings) {
  console.log(severity, code, object, what);
}
\`\`\`

\`analysis.Manifests.fromCharts(chart)\` takes charts, so that a unit test can ask for no errors.

## Checks

| code | severity | what it looks for |
|---|---|---|
${rules.map(({ code, severity, title }) => `| [\`${code}\`](lint/${code}.md) | ${severity} | ${title} |`).join('\n')}

What manifests cannot show, no check tells: what a load balancer really does, who reaches a pod by the network, how a backend reads paths and hosts. To see what
happens to one request, ask [trace](trace.md).
`;
}
