import { execFileSync } from 'child_process';
import { join } from 'path';
import { runCli } from '../../src/cli/run-cli';
import * as trace from '../../src/trace/tracer';

const golden = join(__dirname, '..', 'examples', 'golden');
const HAPROXY = join(golden, 'haproxy-in-front');

/** What a command line prints, and how it ends. */
function run(args: readonly string[], colours = false): { status: number; out: string; error: string } {
  let out = '';
  let error = '';
  const status = runCli(args, { out: text => void (out += text), error: text => void (error += text), colours });
  return { status, out, error };
}

const traced = (...args: string[]) => run(['trace', HAPROXY, '--peer', '192.168.0.10', ...args]);

describe('the exit status', () => {
  test.each<[string, string[], number, RegExp]>([
    ['0: admitted', ['--proxy', '203.0.113.7', '--host', 'admin.example.com'], 0, /^ADMITTED\n/],
    ['1: denied', ['--proxy', '198.51.100.7', '--host', 'admin.example.com'], 1, /^DENIED/],
    ['1: closed', [], 1, /^CLOSED/],
    ['0: another host', ['--proxy', '198.51.100.7', '--host', 'www.example.com', '--path', '/x', '--method', 'POST', '--port', '443'], 0, /^ADMITTED/],
    ['1: the guard', ['--peer', '192.168.0.11', '--proxy', '203.0.113.7'], 1, /^DENIED/],
    ['0: plain', ['--proxy', '203.0.113.7', '--plain'], 0, /HTTP server http/],
    ['1: no HTTP', ['--proxy', '203.0.113.7', '--tcp'], 1, /^BAD REQUEST: 400/],
    ['0: HTTP/2', ['--proxy', '203.0.113.7', '--http2', '--method', 'FOO', '--sni', 'www.example.com', '--host', 'www.example.com'], 0, /^ADMITTED/],
    ['0: with X-Forwarded-For, headers and a certificate', ['--proxy', '203.0.113.7', '--xff', '1.1.1.1', '--xff', '2.2.2.2', '--header', 'X-A: b:c', '--cert', 'spiffe://x'], 0, /x-forwarded-for: 1.1.1.1,2.2.2.2,203.0.113.7/],
    ['0: a gateway by name', ['--gateway', 'istio-system/istio-ingressgateway', '--proxy', '203.0.113.7'], 0, /^ADMITTED/],
  ])('%s', (_, args, status, text) => {
    const { status: ends, out, error } = traced(...args);
    expect([ends, error]).toEqual([status, '']);
    expect(out).toMatch(text);
  });

  test.each<[string, string[], string]>([
    ['no peer', ['trace', HAPROXY], '--peer is missing: the address that the connection comes from, as the pod sees it'],
    ['an unknown option', ['trace', HAPROXY, '--pear', 'x'], "Unknown option '--pear'"],
    ['an option without its value', ['trace', HAPROXY, '--peer'], "Option '--peer <value>' argument missing"],
    ['a port that is none', ['trace', HAPROXY, '--peer', '1.1.1.1', '--port', 'http'], '--port "http" is not a port'],
    ['a header without a name', ['trace', HAPROXY, '--peer', '1.1.1.1', '--header', 'x'], '--header "x" is not written as name:value'],
  ])('2: %s', (_, args, message) => {
    expect(run(args)).toEqual({
      status: 2, out: '', error: `cdk8s-istio-source-ip: ${message}\ncdk8s-istio-source-ip trace --help shows all options and examples.\n`,
    });
  });

  test.each<[string, string[], RegExp]>([
    ['a missing path', ['trace', '/nowhere', '--peer', '1.1.1.1'], /^cdk8s-istio-source-ip: \[unreadable-file\] \/nowhere cannot be read .*\n$/],
    ['no path', ['trace', '--peer', '1.1.1.1'], /^cdk8s-istio-source-ip: \[no-manifests\] .*\n$/],
    ['several gateways', ['trace', join(golden, 'ingress-access-control'), '--peer', '1.1.1.1'], /^cdk8s-istio-source-ip: \[trace-gateway\] there are 6 gateways .*\n$/],
    ['no address', ['trace', HAPROXY, '--peer', 'x'], /^cdk8s-istio-source-ip: \[trace-address\] .*\n$/],
  ])('2: %s', (_, args, message) => {
    const { status, out, error } = run(args);
    expect([status, out]).toEqual([2, '']);
    expect(error).toMatch(message);
  });

  test('2: even what nobody thought of is a message', () => {
    jest.spyOn(trace.Tracer.prototype, 'trace').mockImplementation(() => {
      throw new TypeError('x is undefined');
    });
    expect(traced()).toEqual({
      status: 2,
      out: '',
      error: 'cdk8s-istio-source-ip: something unforeseen went wrong (x is undefined); '
        + 'this is an error of this program: please report it with the input\n',
    });
    jest.restoreAllMocks();
  });
});

describe('output', () => {
  test('colours are for terminals', () => {
    const args = ['trace', HAPROXY, '--peer', '192.168.0.10'];
    expect(run(args).out).not.toContain('\x1b');
    expect(run(args, true).out).toMatch(/^\x1b\[1;31mCLOSED.*\x1b\[0m\n/); // eslint-disable-line no-control-regex
    expect(run([...args, '--proxy', '203.0.113.7'], true).out).toMatch(/^\x1b\[1;32mADMITTED/); // eslint-disable-line no-control-regex
  });

  test('JSON is for programs', () => {
    expect(JSON.parse(traced('--proxy', '203.0.113.7', '--json').out)).toMatchObject({ verdict: 'ADMITTED', clientAddress: '203.0.113.7' });
  });

  test('help', () => {
    const { status, out } = run(['trace', '--help']);
    expect([status, run(['trace', '-h']).out]).toEqual([0, out]);
    expect(out).toMatch(/^Usage: cdk8s-istio-source-ip trace PATH\.\.\. --peer ADDRESS/);
    expect(out).toContain('Examples:');
    expect(run(['--help'])).toEqual({ status: 0, error: '', out: expect.stringContaining('  trace   what a gateway does with a request, and why') });
    expect(run([]).status).toBe(2);
    expect(run(['x'])).toEqual({ status: 2, out: '', error: expect.stringMatching(/^cdk8s-istio-source-ip: there is no command "x"\n\nUsage:/) });
  });
});

test('the program hands over its arguments, and ends with the status', () => {
  const { argv } = process;
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const complain = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const main = (...args: string[]) => {
    process.argv = ['node', 'main', ...args];
    jest.isolateModules(() => jest.requireActual('../../src/cli/main'));
    return process.exitCode;
  };
  expect(main('--help')).toBe(0);
  expect(write).toHaveBeenCalledWith(expect.stringMatching(/^Usage:/));
  expect(main('x')).toBe(2);
  expect(complain).toHaveBeenCalledWith(expect.stringMatching(/there is no command "x"/));
  process.argv = argv;
  process.exitCode = undefined;
});

test.each<[string, boolean | undefined, string | undefined, boolean]>([
  ['a terminal', true, undefined, true],
  ['a terminal whose user wants none', true, '1', false],
  ['a file', undefined, undefined, false],
])('the program likes colours: %s', (_, isTTY, noColor, colours) => {
  const ran = jest.fn();
  Object.assign(process.stdout, { isTTY });
  jest.replaceProperty(process, 'env', { ...process.env, NO_COLOR: noColor });
  jest.isolateModules(() => {
    jest.doMock('../../src/cli/run-cli', () => ({ runCli: ran }));
    jest.requireActual('../../src/cli/main');
  });
  expect(ran).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ colours }));
  jest.dontMock('../../src/cli/run-cli').restoreAllMocks();
  Object.assign(process.stdout, { isTTY: undefined });
  process.exitCode = undefined;
});

test('as a program, with manifests on standard input', () => {
  const program = [join(__dirname, '..', '..', 'node_modules', 'ts-node', 'dist', 'bin.js'), '--swc', '--project',
    join(__dirname, '..', 'tsconfig.json'), join(__dirname, '..', '..', 'src', 'cli', 'main.ts')];
  const gateway = '{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: edge}, '
    + 'spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}}';
  expect(execFileSync(process.execPath, [...program, 'trace', '-', '--peer', '192.0.2.1'], { input: gateway, encoding: 'utf8' })).toMatch(/^ADMITTED\n/);
});
