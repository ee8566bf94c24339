import { readFileSync } from 'fs';
import { join } from 'path';
import { EscapedSlashes, canonicalPath, withoutQuery } from '../../src/envoy/canonical-path';
import { isValidAuthority, virtualHostFor, withoutPort } from '../../src/envoy/host';
import { readProxyHeader } from '../../src/envoy/proxy-header';
import { isMethod, readTarget } from '../../src/envoy/request-line';
import { uriTemplate } from '../../src/envoy/uri-template';
import { wireAddress } from '../../src/envoy/wire-address';
import { appendEntry, entryFromTheRight, joinLines } from '../../src/envoy/x-forwarded-for';
import { PathNormalization, pathHandling } from '../../src/istio/path-normalization';
import { PROXY_RELEASES } from '../../src/istio/proxy-releases';

const answers = JSON.parse(readFileSync(join(__dirname, '..', 'data', 'envoy', 'answers.json'), 'utf8'));

/** Every row whose answer is another one than Envoy's: empty. */
function disagreements<Row extends any[]>(rows: Row[], ours: (...row: Row) => unknown, theirs: (row: Row) => unknown): unknown[] {
  expect(rows.length).toBeGreaterThan(5);
  return rows.map(row => [row, ours(...row)]).filter(([row, answer]) => JSON.stringify(answer) !== JSON.stringify(theirs(row as Row)));
}

const last = (row: any[]) => row.at(-1);
const normalized = (how: PathNormalization, path: string) => {
  const target = readTarget(path, false);
  return target === undefined ? 400 : canonicalPath(target.path, pathHandling(how, undefined, PROXY_RELEASES[0]))?.path ?? 400;
};

test('paths are normalized as Envoy does', () => {
  expect(disagreements(answers.paths, normalized, last)).toEqual([]);
});

test.each([['before the patches for CVE-2026-73551', false, 4], ['since then', true, 5]])('paths are handled as Envoy does %s', (_, readsDotParameters, column) => {
  const ours = (normalizes: boolean, mergesSlashes: boolean, escapedSlashes: EscapedSlashes, sent: string) => {
    const handled = canonicalPath(readTarget(sent, false)!.path, { normalizes, mergesSlashes, escapedSlashes, readsDotParameters });
    return handled === undefined ? 400 : handled.redirects ? [307, handled.path] : handled.path;
  };
  expect(disagreements(answers.pathHandling, ours, row => row[column])).toEqual([]);
});

test('the client is the entry of X-Forwarded-For that Envoy takes, and Envoy adds the same', () => {
  const peer = wireAddress('203.0.113.9')!;
  const ours = (trustedProxies: number, lines: string[]) => {
    const header = joinLines(lines);
    const address = trustedProxies === 0 ? undefined : entryFromTheRight(header, trustedProxies).address;
    return [(address ?? peer).text, appendEntry(header, peer.text)];
  };
  expect(disagreements(answers.xForwardedFor, ours, row => row.slice(2))).toEqual([]);
});

test('PROXY lines say what they say to Envoy', () => {
  const withPort = (text: string, port: number) => text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
  const ours = (line: string) => {
    const header = readProxyHeader(line);
    if (!header) return null;
    return header.source ? [header.source.text, withPort(header.destination!.text, header.destinationPort!)] : 'own';
  };
  expect(disagreements(answers.proxyLines, ours, last)).toEqual([]);
});

test('hosts lead to the virtual host that Envoy takes', () => {
  const names: Record<string, string> = {
    'www.example.com': 'exact', 'admin.example.com': 'exact', '*.wild.example.com': 'wild', '*.b.wild.example.com': 'dash',
  };
  const ours = (host: string) => isValidAuthority(host) ? names[virtualHostFor(host, Object.keys(names))!] ?? 404 : 400;
  expect(disagreements(answers.virtualHosts, ours, last)).toEqual([]);
  expect(disagreements(answers.strippedPorts, (host: string) => isValidAuthority(host) ? withoutPort(host) : 400, last)).toEqual([]);
});

test('path templates match what they match in Envoy', () => {
  const ours = (template: string, sent: string) => {
    const path = normalized(PathNormalization.BASE, sent);
    return path === 400 ? 400 : uriTemplate(template)!.matches(withoutQuery(String(path))) ? 200 : 404;
  };
  expect(disagreements(answers.templates, ours, last)).toEqual([]);
});

test.each(['/a//b', '/a"b', '/*a/b', 'a', '/**/*', '/**x/y', '/a b'])('Envoy refuses the path template %s', template => {
  expect(uriTemplate(template)).toBeUndefined();
});

test('HTTP/1 takes the methods that Envoy takes', () => {
  expect(disagreements(answers.methods, (method: string) => isMethod(method, false) ? 200 : 400, last)).toEqual([]);
});
