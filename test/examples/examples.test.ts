import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { ApiObject, JsonPatch } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { EXAMPLES } from '../../examples';
import { schemaProblems } from '../support/schema';

const GOLDEN = join(__dirname, 'golden');
const examples = Object.keys(EXAMPLES);
const out = mkdtempSync(join(tmpdir(), 'examples-'));

afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Every file below a folder, by its path in it. */
function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => [relative(folder, path), readFileSync(path, 'utf8')] as const)
    .sort());
}

function synth(example: string, run: string): Record<string, string> {
  const folder = mkdtempSync(join(out, `${example}-${run}-`));
  EXAMPLES[example](folder);
  return filesIn(folder);
}

function documents(files: Record<string, string>): any[] {
  return Object.entries(files)
    .filter(([path]) => path.endsWith('.k8s.yaml'))
    .flatMap(([, text]) => parseAllDocuments(text).map(document => document.toJS()));
}

const isPartial = (manifest: any) => manifest.metadata.annotations?.['argocd.argoproj.io/sync-options']?.includes('ServerSideApply=true') ?? false;

describe.each(examples)('example %s', example => {
  const files = synth(example, 'first');

  // `npm run goldens` rewrites the folder; no test does.
  test('writes the files that a reviewer has seen', () => {
    expect(Object.keys(files)).toEqual(Object.keys(filesIn(join(GOLDEN, example))));
  });

  test.each(Object.keys(files))('%s is what a reviewer has seen', path => {
    expect(files[path]).toBe(readFileSync(join(GOLDEN, example, path), 'utf8'));
  });

  test.each(documents(files).map(manifest => [`${manifest.kind} ${manifest.metadata.namespace}/${manifest.metadata.name}`, manifest]))(
    '%s follows its schema, without unknown fields', (_, manifest) => {
      expect(schemaProblems(manifest, { partial: isPartial(manifest) })).toEqual([]);
    });

  test('gives the same bytes the second time', () => {
    expect(synth(example, 'second')).toEqual(files);
  });

  test('holds no two objects of one kind and name in a file', () => {
    for (const [path, text] of Object.entries(files).filter(([name]) => name.endsWith('.k8s.yaml'))) {
      const ids = documents({ [path]: text }).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe('escape hatches', () => {
  const objects = examples.flatMap(example => EXAMPLES[example](mkdtempSync(join(out, `${example}-hatch-`))).node.findAll())
    .filter(ApiObject.isApiObject);
  const kinds = [...new Map(objects.map(object => [object.kind, object])).values()];

  test.each(kinds.map(object => [object.kind, object]))('addJsonPatch survives on %s, also with keys that no schema knows', (_, object) => {
    object.addJsonPatch(
      JsonPatch.add('/metadata/annotations', { team: 'edge' }),
      JsonPatch.add('/x-unknown', { deep: [{ er: 1 }] }),
    );
    expect(object.toJson()).toMatchObject({ 'metadata': { annotations: { team: 'edge' } }, 'x-unknown': { deep: [{ er: 1 }] } });
  });

  test('all kinds that the library emits are among them', () => {
    expect(kinds.map(object => object.kind).sort()).toEqual([
      'Application', 'AuthorizationPolicy', 'ConfigMap', 'Deployment', 'EnvoyFilter', 'Gateway', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'Role', 'RoleBinding',
      'Service', 'ServiceAccount', 'VirtualService',
    ]);
  });

  test.each(objects.filter(object => object.node.id === 'Resource').map(object => [object.node.scope!.node.path, object]))(
    'ApiObject.of(%s) is its only object', (_, object) => {
      expect(ApiObject.of(object.node.scope!)).toBe(object);
    });
});
