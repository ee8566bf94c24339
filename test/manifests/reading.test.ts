import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
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
function folder(files: Record<string, string>): string {
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
  const path = folder({ 'broken.yaml': 'a: [1,\nb: 2', 'template.yaml': 'name: {{ .Values.name }}', 'twice.yaml': 'a: 1\na: 2', 'bomb.yaml': bomb() });
  const large = folder({ 'large.yaml': 'x'.repeat(50 * 1024 * 1024) });
  const empty = folder({});
  test.each<[string, () => unknown, RegExp]>([
    ['no path', () => Manifests.fromPaths(), /^\[no-manifests\] no path was given; there is nothing to read; name files or directories with manifests, or - for standard input$/],
    ['a missing file', () => Manifests.fromPaths('/nowhere'), /^\[unreadable-file\] \/nowhere cannot be read \(ENOENT.*\); what it says would be missing; check the path, from the working directory$/],
    ['an empty folder', () => Manifests.fromPaths(empty), /^\[no-manifests\] there is no \.yaml, \.yml or \.json file in .*; there is nothing to read; name the directory that synth or helm template writes to$/],
    ['broken YAML', () => Manifests.fromPaths(join(path, 'broken.yaml')), /^\[broken-yaml\] .*broken\.yaml is not valid YAML: .* at line 2, column \d; an object that is not read could decide; repair it; kubectl apply --dry-run=client -f shows the same place$/],
    ['a template', () => Manifests.fromPaths(join(path, 'template.yaml')), /^\[broken-yaml\] .*; render the template first, as with helm template$/],
    ['a key twice', () => Manifests.fromPaths(join(path, 'twice.yaml')), /^\[broken-yaml\] .*Map keys must be unique/],
    ['a bomb', () => Manifests.fromPaths(join(path, 'bomb.yaml')), /^\[broken-yaml\] .*Excessive alias count/],
    ['50 MB', () => Manifests.fromPaths(large), /^\[manifests-too-large\] .*large\.yaml has 50 MiB; no API server accepts an object over 1.5 MiB, and this would take minutes to read; split it, or leave out what is not about the gateway \(at most 32 MiB a file\)$/],
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
    ['no manifest', [SERVICE, 'a: 1', '- x'], ['the text: a document without kind and apiVersion is not a manifest and is left out']],
    ['objects that may matter', [SERVICE, '{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, metadata: {name: w, namespace: edge}}'], ['WasmPlugin edge/w is not interpreted: its code may answer or change requests']],
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

test('YAML is read as Kubernetes reads it', () => {
  const [{ labels }] = Manifests.fromText(`${SERVICE.replace('}', ', labels: {date: 2024-01-01, number: 1, flag: yes, 80: eighty}}')}`)._objects;
  expect(labels).toEqual({ date: '2024-01-01', number: '1', flag: 'true', 80: 'eighty' });
});
