import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { IpAllowList, IpBlocks } from '../../src';
import { Manifests, Tracer } from '../../src/analysis';
import { TOPOLOGY, gatewayIn, messageOf } from '../support/app';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n';

const scratch = mkdtempSync(join(tmpdir(), 'manifests-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A new folder with these files. */
function folder(files: Record<string, string | Buffer>): string {
  const path = mkdtempSync(join(scratch, 'folder-'));
  mkdirSync(join(path, 'sub'));
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(path, name), text));
  return path;
}

const names = (manifests: Manifests) => manifests._objects.map(({ name }) => name);

describe('where manifests are read from', () => {
  test('files, directories and what lies below, in order', () => {
    const path = folder({ 'b.yaml': SERVICE, 'a.yml': SERVICE.replace('a}', 'first}'), 'sub/c.json': '{"apiVersion":"v1","kind":"Service","metadata":{"name":"c"}}', 'notes.md': '# {' });
    expect(names(Manifests.fromPaths(path))).toEqual(['first', 'a', 'c']);
    expect(names(Manifests.fromPaths(join(path, 'b.yaml'), join(path, 'sub')))).toEqual(['a', 'c']);
  });

  test('hidden folders and node_modules are left out', () => {
    const path = folder({ 'a.yaml': SERVICE });
    ['.git', 'node_modules'].forEach(name => {
      mkdirSync(join(path, name));
      writeFileSync(join(path, name, 'x.yaml'), '{');
    });
    expect(names(Manifests.fromPaths(path))).toEqual(['a']);
  });

  test('standard input', () => {
    const read = jest.spyOn(jest.requireActual('fs'), 'readFileSync').mockReturnValue(Buffer.from(SERVICE));
    const manifests = Manifests.fromPaths('-');
    expect(read.mock.calls).toEqual([[0]]);
    read.mockRestore();
    expect(manifests._objects.map(({ name, origin }) => [name, origin])).toEqual([['a', 'standard input']]);
  });

  test('texts with any number of documents, empty ones among them, and lists', () => {
    expect(names(Manifests.fromText(`---\n---\n${SERVICE}---\nkind: List\napiVersion: v1\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: b}}]\n---\n# nothing\n`)))
      .toEqual(['a', 'b']);
  });

  test('charts', () => {
    const app = new App();
    const chart = new Chart(app, 'chart', { namespace: 'edge' });
    const gateway = gatewayIn(chart, { topology: TOPOLOGY.proxyProtocol() });
    new IpAllowList(chart, 'office', { gateway, hosts: ['admin.example.com'], addresses: IpBlocks.of('203.0.113.0/24') });
    const manifests = Manifests.fromCharts(chart);
    expect(manifests.gateways).toEqual(['edge/gw']);
    const verdict = (client: string) => new Tracer(manifests).trace({ peer: '10.0.0.5', proxy: client, host: 'admin.example.com' }).verdict;
    expect(['203.0.113.7', '198.51.100.7'].map(verdict)).toEqual(['ADMITTED', 'DENIED']);
  });
});

describe('what cannot be read', () => {
  const path = folder({ 'broken.yaml': 'kind: Service\na: [1,\nb: 2', 'template.yaml': 'kind: {{ .Values.kind }}', 'bomb.yaml': `kind: Service\n${bomb()}`, 'deep.yaml': `kind: Service\na: ${'['.repeat(20_000)}`, 'deep.json': `{"kind": "Service", "a": ${'['.repeat(100_000)}` });
  const large = folder({ 'large.yaml': `kind: Service\n# ${'x'.repeat(50 * 1024 * 1024)}` });
  const empty = folder({});
  const latin = folder({ 'latin.yaml': Buffer.from('kind: Service\n# \xe9', 'latin1') });
  test.each<[string, () => unknown, RegExp]>([
    ['no path', () => Manifests.fromPaths(), /^\[no-manifests\] no path was given; there is nothing to read; name files or directories with manifests, or - for standard input$/],
    ['a missing file', () => Manifests.fromPaths('/nowhere'), /^\[unreadable-file\] \/nowhere cannot be read \(ENOENT.*\); what it says would be missing; check the path, from the working directory$/],
    ['an empty folder', () => Manifests.fromPaths(empty), /^\[no-manifests\] there is no \.yaml, \.yml or \.json file in .*; there is nothing to read; name the directory that synth or helm template writes to$/],
    ['broken YAML', () => Manifests.fromPaths(join(path, 'broken.yaml')), /^\[broken-yaml\] .*broken\.yaml is not valid YAML: .* at line \d, column \d; an object that is not read could decide; repair it, or leave the file out with --exclude$/],
    ['a template', () => Manifests.fromPaths(join(path, 'template.yaml')), /^\[broken-yaml\] .*; render the template first, as with helm template$/],
    ['20,000 levels', () => Manifests.fromPaths(join(path, 'deep.yaml')), /^\[broken-yaml\] .*deep\.yaml is not valid YAML: it has more than 1000 levels at line 2, column \d+; /],
    ['100,000 levels', () => Manifests.fromPaths(join(path, 'deep.json')), /^\[broken-yaml\] .*deep\.json is not valid YAML: it has more than 1000 levels at line 1, column \d+; /],
    ['a device', () => Manifests.fromPaths('/dev/zero'), /^\[unreadable-file\] \/dev\/zero cannot be read \(it is a FIFO, a socket or a device, and no file: pipe into - instead\); /],
    ['other bytes than UTF-8', () => Manifests.fromPaths(join(latin, 'latin.yaml')), /^\[unreadable-file\] .*latin\.yaml cannot be read \(it is not UTF-8\); /],
    ['a bomb', () => Manifests.fromPaths(join(path, 'bomb.yaml')), /^\[broken-yaml\] .*document contains excessive aliasing/],
    ['50 MB', () => Manifests.fromPaths(large), /^\[manifests-too-large\] .*large\.yaml has 50 MiB; no API server accepts an object over 1.5 MiB, and this would take long to read; split it, or leave out what is not about the gateway \(at most 32 MiB a file\)$/],
    ['no object', () => Manifests.fromText('a: 1'), /^\[no-manifests\] there is no Kubernetes object in the text; there is nothing to read; name the files or the directory with the rendered manifests$/],
  ])('%s', (_, read, message) => {
    expect(messageOf(read)).toMatch(message);
  });

  /** Ten times ten times ten … the same. */
  function bomb(): string {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`;
    return ['a: &a [x]', ...'bcdefgh'.split('').map((name, index) => level(name, 'abcdefgh'[index]))].join('\n');
  }
});

describe('what is noted', () => {
  const object = (extra: string, name = 'a') => `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, ${extra}}\n`;
  test.each<[string, string[], string[]]>([
    ['an object twice, the same', [object('spec: {ports: []}'), object('spec: {ports: []}')], []],
    ['objects without a name', [SERVICE, '{apiVersion: batch/v1, kind: Job, metadata: {generateName: a}}', '{apiVersion: batch/v1, kind: Job, metadata: {generateName: b}}'], []],
    ['a Service that is only a name, twice', [object('spec: {type: ExternalName, externalName: a}'), object('spec: {ports: [{port: 1}]}')], ['Service default/a is there twice (the text, the text), and differs: the last one counts']],
    ['an object twice, another', [object('spec: {ports: []}'), object('spec: {ports: [{port: 1}]}')], ['Service default/a is there twice (the text, the text), and differs: the last one counts']],
    ['no manifest', [SERVICE, 'a: 1', '- x'], []],
    ['nearly a manifest', [SERVICE, 'meshConfig: 1'], ['the text: a document without kind and apiVersion is not a manifest and is left out']],
    ['several of them', [SERVICE, 'meshConfig: 1', 'kind: Service'], ['2 documents without kind and apiVersion are not manifests and are left out: the text']],
    ['two objects twice', [...'abab'].map((name, index) => object(`spec: {ports: [{port: ${index}}]}`, name)), ['2 objects are there twice, and differ; of each the last one counts: Service default/a (the text, the text), Service default/b (the text, the text)']],
    ['a hundred objects that may matter', Array.from({ length: 100 }, (_, index) => `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p${index}}}`),
      ['NetworkPolicy default/p0, default/p1, default/p2 and 97 more are not interpreted: it may block connections to the pods, which is not traced']],
    ['an object without a namespace', [SERVICE, object('spec: {}', 'b, namespace: edge')],
      ['1 object names no namespace and counts as in edge (Service a), while others are in edge: helm install -n and kubectl -n decide; --namespace says it here']],
    ['one among several namespaces', [SERVICE, object('spec: {}', 'b, namespace: edge'), object('spec: {}', 'b, namespace: mesh')],
      ['1 object names no namespace and counts as in default (Service a), while others are in edge, mesh: helm install -n and kubectl -n decide; --namespace says it here']],
    ['objects that may matter', ['{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, metadata: {name: w, namespace: edge}}'], ['WasmPlugin edge/w is not interpreted: its code may answer or change requests']],
    ['objects that do not', [SERVICE, '{apiVersion: batch/v1, kind: Job, metadata: {name: w}}'], []],
  ])('%s', (_, documents, notes) => {
    expect(Manifests.fromText(documents.join('\n---\n')).notes).toEqual(notes);
  });

  test('of two the last one counts', () => {
    expect(Manifests.fromText([object('spec: {ports: []}'), object('spec: {ports: [{port: 1}]}')].join('---\n'))._objects[0].spec.ports).toEqual([{ port: 1 }]);
  });

  test('a part for server-side apply is laid over the whole, in any order', () => {
    const whole = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {}, replicas: 1, template: {metadata: {labels: {app: gw}}}}}';
    const part = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 3, template: {metadata: {annotations: {k: v}}}}}';
    for (const order of [[whole, part], [part, whole]]) {
      const [{ spec, origin }] = Manifests.fromText(order.join('\n---\n'))._objects;
      expect(spec).toEqual({ selector: {}, replicas: 3, template: { metadata: { labels: { app: 'gw' }, annotations: { k: 'v' } } } });
      expect(origin).toBe('the text and the text');
    }
  });
});

describe('YAML is read as Kubernetes reads it', () => {
  const inMetadata = (text: string) => Manifests.fromText(`apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n${text}`)._objects[0];
  test.each<[string, string, Record<string, string>]>([
    ['dates, numbers and flags', 'labels: {date: 2024-01-01, number: 1, flag: yes, 80: eighty}', { date: '2024-01-01', number: '1', flag: 'true', 80: 'eighty' }],
    ['texts that other readers take for numbers', 'labels: {a: e7973912, b: 09:30, c: 2001:10:20:30:40:50:1:2, d: e2, e: 1e400, f: 190:20:30}',
      { a: 'e7973912', b: '09:30', c: '2001:10:20:30:40:50:1:2', d: 'e2', e: '1e400', f: '190:20:30' }],
    ['numbers that other readers take for texts', 'labels: {a: 0o17, b: 017, c: 0b11, d: 1_000, e: +12}', { a: '15', b: '15', c: '3', d: '1000', e: '12' }],
    ['a key twice', 'labels: {app: a, app: b}', { app: 'b' }],
    ['a merge with its tag', 'annotations: &l {app: a}\n  labels:\n    !!merge <<: *l', { app: 'a' }],
    ['a quoted text that goes on at the column of its key', 'labels:\n    a: \'one\n    two\'\n    b: "three\n    four"', { a: 'one two', b: 'three four' }],
    ['keys that JavaScript would call', 'labels: {toString: a, valueOf: b, __proto__: c, d: e}', { d: 'e', ['__proto__']: 'c' }],
  ])('%s', (_, text, labels) => {
    expect({ ...inMetadata(`  ${text}\n`).labels }).toEqual(labels);
  });

  test.each<[string, string | Buffer, string[]]>([
    ['objects of JSON in a row', '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}\n{"apiVersion":"v1","kind":"Service","metadata":{"name":"b"}}\n', ['a', 'b']],
    ['directives before a document', `%YAML 1.1\n---\n${SERVICE}`, ['a']],
    ['a note behind the line between documents', `${SERVICE}--- # next\n${SERVICE.replace('a}', 'b}')}`, ['a', 'b']],
    ['what PowerShell writes', Buffer.from(`\ufeff${SERVICE}`, 'utf16le'), ['a']],
    ['a mark at the beginning of each part', `\ufeff${SERVICE}---\n\ufeff${SERVICE.replace('a}', 'b}')}`, ['a', 'b']],
    ['ends of lines of Windows', `${SERVICE}---\n${SERVICE.replace('a}', 'b}')}`.replace(/\n/g, '\r\n'), ['a', 'b']],
    ['a broken document beside another', `${SERVICE}---\nkind: Service\na: [\n---\n${SERVICE.replace('a}', 'b}')}`, ['a', 'b']],
  ])('%s', (_, text, found) => {
    expect(names(Manifests.fromPaths(join(folder({ 'a.yaml': text }), 'a.yaml')))).toEqual(found);
  });
});

describe('what cannot be read among others', () => {
  const BROKEN = 'apiVersion: v1\nkind: Service\nspec: [\n';
  const TEMPLATE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n';
  const fifo = folder({ 'a.yaml': SERVICE });
  execFileSync('mkfifo', [join(fifo, 'pipe.yaml')]);
  symlinkSync('nowhere', join(fifo, 'link.yaml'));
  test.each<[string, string, RegExp[], RegExp[]]>([
    ['broken files are named', folder({ 'a.yaml': SERVICE, 'b.yaml': BROKEN, 'c.json': '{"kind": "Service" ' }), [/b\.yaml$/, /c\.json$/],
      [/^2 files cannot be read, and what they say is missing: \S+b\.yaml is not valid YAML: did not find expected node content at line 4, column 1, \S+c\.json is not valid YAML: .* at line 1, column 20$/]],
    ['templates are counted', folder({ 'a.yaml': SERVICE, 'b.yaml': TEMPLATE, 'c.yaml': TEMPLATE }), [], [/^2 files are templates, to be rendered first, and left out: \S+b\.yaml, \S+c\.yaml$/]],
    ['files that say nothing about gateways are left', folder({ 'a.yaml': SERVICE, 'b.yaml': 'kind: HorizontalPodAutoscaler\napiVersion: autoscaling/v2\nspec: [', 'c.json': '{"x"', 'construct-metadata.json': '{"kind": "Service"' }), [], []],
    ['FIFOs are not waited for', fifo, [/link\.yaml$/, /pipe\.yaml$/], [/^2 files cannot be read, .*link\.yaml cannot be read \(ENOENT.*\), .*pipe\.yaml cannot be read \(it is a FIFO, a socket or a device, and no file: pipe into - instead\)$/]],
  ])('%s', (_, path, unread, notes) => {
    const manifests = Manifests.fromPaths(path);
    expect(names(manifests)).toEqual(['a']);
    expect(manifests.unread).toEqual(unread.map(name => expect.stringMatching(name)));
    expect(manifests.notes).toEqual(notes.map(note => expect.stringMatching(note)));
  });

  test('they could decide about a request: nothing is traced', () => {
    const path = folder({ 'a.yaml': SERVICE, 'b.yaml': BROKEN, 'c.yaml': TEMPLATE });
    expect(messageOf(() => new Tracer(Manifests.fromPaths(path))))
      .toMatch(/^\[broken-yaml\] 2 files cannot be read: .*; an object that is not read could decide; render templates, repair the others, or leave them out with --exclude$/);
  });
});
