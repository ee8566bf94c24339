import { bodyOf, examplesOf } from './examples';
import { LintRule, Linter } from '../../src/analysis';

/** docs/lint.md and docs/lint/, by path: what `npm run lint-docs` writes. */
export function pages(): Record<string, string> {
  const rules = Linter.rules();
  return {
    'docs/lint.md': index(rules),
    ...Object.fromEntries(rules.map(rule => [`docs/lint/${rule.code}.md`, page(rule)])),
  };
}

function page(rule: LintRule): string {
  const [bad] = examplesOf(rule.code, 'bad').sort((a, b) => Number(b.endsWith('bad.yaml')) - Number(a.endsWith('bad.yaml')));
  const [good] = examplesOf(rule.code, 'good').sort((a, b) => Number(b.endsWith('good.yaml')) - Number(a.endsWith('good.yaml')));
  return `# ${rule.code}

*${rule.severity}*: ${rule.title}.

Why it matters: ${rule.why}.

## Bad

${yaml(bad)}

## Good

${yaml(good)}

[All checks](../lint.md)
`;
}

function yaml(path: string): string {
  const lines = bodyOf(path).trimEnd().split('\n');
  return ['```yaml', ...lines.length > 80 ? [...lines.slice(0, 25), '# and so on'] : lines, '```'].join('\n');
}

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

\`--format json\` and \`--format sarif\` are for programs, \`--ignore CODE\` leaves a check out. Exit status: 0 no errors, 1 errors, 2 the input cannot be used.

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
