import { ParseArgsConfig, parseArgs } from 'node:util';
import { Command, Terminal, UsageError } from './command';
import { lintText } from './lint-text';
import { sarif } from './sarif';
import { LintReport, Linter } from '../lint';
import { Manifests } from '../manifests';

const HELP = `Usage: cdk8s-istio-source-ip lint PATH... [options]

Looks for what gives an Istio gateway the wrong client address, or lets somebody in who should not.
PATH is a file or directory of rendered manifests, or - for standard input. The more is among them (Gateway, Deployment,
Service, policies, mesh configuration), the more is certain.

Options:
  --format FORMAT     text, json or sarif                   (default text)
  --ignore CODE       leave a check out; any number
  --istio-version V   version of the gateways' proxies      (default: what the manifests show)
  --exclude GLOB      leave files and folders out, as in .gitignore; any number
  --namespace NS      namespace of objects that name none, as of helm install -n
  --rules             list all checks instead

A single finding is accepted by an annotation on its object, which says why:
  cdk8s-istio-source-ip/accept.<code>: <reason>

Exit status: 0 no errors (there may be warnings), 1 errors, 2 nothing can be read, or nothing is wrong in what can be read but a file with
manifests cannot. Templates are not manifests: they are counted, and do not change the status.

Examples:
  # What cdk8s, helm template or kustomize build wrote:
  cdk8s-istio-source-ip lint dist/

  # A chart, without files:
  helm template edge istio/gateway | cdk8s-istio-source-ip lint -

  # A cluster:
  # "gateway" alone is one of two kinds; leave out what your cluster does not have.
  kubectl get gateways.networking.istio.io,gateways.gateway.networking.k8s.io,httproutes,virtualservices,authorizationpolicies,envoyfilters,deploy,ds,svc,cm -A -o yaml |
    cdk8s-istio-source-ip lint -

  # For code scanning:
  cdk8s-istio-source-ip lint dist/ --format sarif > lint.sarif
`;

const OPTIONS = {
  'format': { type: 'string' },
  'ignore': { type: 'string', multiple: true },
  'istio-version': { type: 'string' },
  'exclude': { type: 'string', multiple: true },
  'namespace': { type: 'string' },
  'rules': { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

const FORMATS: Record<string, (report: LintReport, terminal: Terminal) => string> = {
  text: lintText,
  json: report => `${JSON.stringify(report.toJson(), undefined, 2)}\n`,
  sarif: report => `${JSON.stringify(sarif(report), undefined, 2)}\n`,
};

export const LINT: Command = {
  name: 'lint',
  summary: 'what is wrong with manifests, and what to write instead',
  help: HELP,
  run: (args, terminal) => {
    const { values, positionals } = parse(args);
    if (values.rules) {
      terminal.out(Linter.rules().map(({ code, severity, title }) => `${severity.padEnd(9)}${code.padEnd(34)}${title}\n`).join(''));
      return 0;
    }
    const format = FORMATS[values.format ?? 'text'];
    if (!format) throw new UsageError(`--format ${JSON.stringify(values.format)} is none of ${Object.keys(FORMATS).join(', ')}`);
    const linter = new Linter({ ignore: values.ignore, istioVersion: values['istio-version'] });
    const report = linter.lint(Manifests._read(positionals, values));
    terminal.out(format(report, terminal));
    if (report.errors > 0) return 1;
    return report.unread.length > 0 ? 2 : 0;
  },
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}
