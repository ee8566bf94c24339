import { ParseArgsConfig, parseArgs } from 'node:util';
import { Command, Terminal, UsageError } from './command';
import { Manifests } from '../manifests';
import { TraceProtocol, TraceRequest, Tracer } from '../trace';
import { Paint, traceText } from '../trace/trace-text';

const HELP = `Usage: cdk8s-istio-source-ip trace PATH... --peer ADDRESS [options]

Says what an Istio gateway does with a request: which client address it sees, which policy decides, and why.
PATH is a file or directory of rendered manifests, or - for standard input.

The request:
  --peer ADDRESS      source of the packets as the gateway's pod sees it, such as the load balancer's address (required)
  --proxy HEADER      what the PROXY header says: the client's address, or a whole line ("PROXY TCP4 203.0.113.7 192.0.2.80 40000 443"),
                      or LOCAL or UNKNOWN; left out: there is none
  --xff LINE          X-Forwarded-For; once for each line
  --host HOST         Host header or :authority
  --path PATH         path with query                    (default /)
  --method METHOD     method                             (default GET)
  --header NAME:VALUE another header; any number
  --port PORT         port of the pod or its Service     (default: the first HTTPS server's, or the first server's)
  --sni NAME          server name in the TLS handshake   (default: the host)
  --plain             no TLS, also where the port has it
  --http2             HTTP/2 instead of HTTP/1.1
  --tcp               no HTTP at all
  --cert NAME         name in a verified client certificate; any number

The rest:
  --gateway NAME      namespace/name, where the manifests have several gateways
  --istio-version V   version of the gateway's proxy     (default: what the manifests show)
  --exclude GLOB      leave files and folders out, as in .gitignore; any number
  --namespace NS      namespace of objects that name none, as of helm install -n
  --json              for programs

Exit status: 0 the backend gets the request, 1 it does not, or that is not certain, 2 the input cannot be used.

Examples:
  # A user got "RBAC: access denied" through an NLB that sends PROXY:
  cdk8s-istio-source-ip trace dist/ --peer 10.0.3.17 --proxy 203.0.113.7 --host admin.example.com

  # Through an ALB, with what the access log shows as X-Forwarded-For:
  cdk8s-istio-source-ip trace dist/ --peer 10.0.3.17 --xff "6.6.6.6, 203.0.113.7" --host admin.example.com --path /login

  # From a cluster ("gateway" alone is one of two kinds; leave out what yours does not have):
  kubectl get gateways.networking.istio.io,gateways.gateway.networking.k8s.io,httproutes,virtualservices,authorizationpolicies,envoyfilters,deploy,ds,svc,cm -A -o yaml |
    cdk8s-istio-source-ip trace - --gateway istio-system/istio-ingressgateway --peer 203.0.113.7
`;

const OPTIONS = {
  'peer': { type: 'string' },
  'proxy': { type: 'string' },
  'xff': { type: 'string', multiple: true },
  'host': { type: 'string' },
  'path': { type: 'string' },
  'method': { type: 'string' },
  'header': { type: 'string', multiple: true },
  'port': { type: 'string' },
  'sni': { type: 'string' },
  'plain': { type: 'boolean' },
  'http2': { type: 'boolean' },
  'tcp': { type: 'boolean' },
  'cert': { type: 'string', multiple: true },
  'gateway': { type: 'string' },
  'istio-version': { type: 'string' },
  'exclude': { type: 'string', multiple: true },
  'namespace': { type: 'string' },
  'json': { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

export const TRACE: Command = {
  name: 'trace',
  summary: 'what a gateway does with a request, and why',
  help: HELP,
  run: (args, terminal) => {
    const { values, positionals } = parse(args);
    const request = requestOf(values);
    const trace = new Tracer(Manifests._read(positionals, values), { gateway: values.gateway, istioVersion: values['istio-version'] }).trace(request);
    terminal.out(values.json ? `${JSON.stringify(trace.toJson(), undefined, 2)}\n` : traceText(trace, painter(terminal)));
    return trace.admitted ? 0 : 1;
  },
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function requestOf(values: ReturnType<typeof parse>['values']): TraceRequest {
  if (values.peer === undefined) throw new UsageError('--peer is missing: the address that the connection comes from, as the pod sees it');
  return {
    peer: values.peer,
    proxy: values.proxy,
    xForwardedFor: values.xff,
    host: values.host,
    path: values.path,
    method: values.method,
    headers: Object.fromEntries((values.header ?? []).map(headerOf)),
    port: values.port === undefined ? undefined : portOf(values.port),
    tls: values.plain ? false : undefined,
    serverName: values.sni,
    protocol: values.tcp ? TraceProtocol.TCP : values.http2 ? TraceProtocol.HTTP2 : TraceProtocol.HTTP1,
    certificateNames: values.cert,
  };
}

function headerOf(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError(`--header ${JSON.stringify(text)} is not written as name:value`);
  return [text.slice(0, colon), text.slice(colon + 1).trim()];
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`--port ${JSON.stringify(text)} is not a port`);
  return Number(text);
}

const COLOURS = { good: '\x1b[1;32m', bad: '\x1b[1;31m', dim: '\x1b[2m' };

function painter({ colours }: Terminal): Paint {
  return (text, how) => colours ? `${COLOURS[how]}${text}\x1b[0m` : text;
}
