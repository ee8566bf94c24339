import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { FAULTS } from '../../src/fault-codes';
import { programOf, run } from '../support/page-program';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const below = (folder: string) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => join(folder, path));
const pages = ['README.md', ...readdirSync(join(root, 'docs')).filter(page => page.endsWith('.md')).map(page => join('docs', page))];

describe('snippets', () => {
  const snippets = Object.fromEntries(pages.flatMap(page =>
    [...read(page).matchAll(/^```ts\n(.*?)^```/gms)].map((match, index) => [join(root, 'test', 'docs', `${page.replace(/\W/g, '_')}_${index}.ts`), match[1]])));

  test('there are some', () => {
    expect(Object.keys(snippets).length).toBeGreaterThanOrEqual(5);
  });

  test('all of them compile', () => {
    const { config } = ts.readConfigFile(join(root, 'test', 'tsconfig.json'), path => readFileSync(path, 'utf8'));
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'test'));
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    host.fileExists = path => path in snippets || fileExists(path);
    host.readFile = path => snippets[path] ?? readFile(path);
    host.getSourceFile = (path, version) => path in snippets ? ts.createSourceFile(path, snippets[path], version) : getSourceFile(path, version);
    const program = ts.createProgram(Object.keys(snippets), { ...options, noEmit: true }, host);
    // Those of the sources are tsc's.
    const problems = Object.keys(snippets).map(path => program.getSourceFile(path)!)
      .flatMap(file => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
      .map(problem => `${problem.file?.fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`);
    expect(problems).toEqual([]);
  });
});

describe("the README's first program", () => {
  const program = programOf('README.md');
  const [, list] = /^```yaml\n(.*?)^```/ms.exec(read('README.md'))!;

  test('is short', () => {
    const [, names] = /^import \{ (.*) \} from 'cdk8s-istio-source-ip';$/m.exec(program)!;
    expect(names.split(', ').length).toBeLessThanOrEqual(7);
    expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(22);
  });

  test('emits the list that is shown', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'readme-'));
    try {
      run(program, outdir);
      const emitted = parseAllDocuments(readFileSync(join(outdir, 'edge.k8s.yaml'), 'utf8')).map(document => document.toJS());
      expect(emitted.filter(({ metadata }) => metadata.name.startsWith('edge-office'))).toEqual(parseAllDocuments(list).map(document => document.toJS()));
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
});

describe('docs/errors.md', () => {
  test('is the table of all errors, in order', () => {
    expect([...read('docs/errors.md').matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning])).toEqual(Object.entries(FAULTS));
    expect(Object.keys(FAULTS)).toEqual(Object.keys(FAULTS).sort());
  });

  test('has no error that nothing in the sources is', () => {
    const sources = below('src').filter(path => !path.endsWith('fault-codes.ts'));
    const used = sources.flatMap(path => [...read(path).matchAll(/'([a-z0-9-]+)'/g)].map(match => match[1]));
    expect(Object.keys(FAULTS).filter(code => !used.includes(code))).toEqual([]);
  });
});

test.each([...pages, 'CONTRIBUTING.md', 'CHANGELOG.md', 'conformance/README.md'])('%s links only to files that exist', page => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(match => join(root, page, '..', match[1]));
  expect(links.filter(path => !ts.sys.fileExists(path))).toEqual([]);
});

test('CONTRIBUTING.md names only files and folders that exist', () => {
  const named = [...read('CONTRIBUTING.md').matchAll(/`((?:src|test|conformance|docs)\/[\w./-]+)`/g)].map(match => match[1]);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([]);
});

describe('docstrings', () => {
  const api = read('API.md');
  // What a behavioural interface (IThing) leaves open is not an option, and has no default.
  const isPublic = (name: string) => api.includes(`### ${name} <a`) && !/^I[A-Z]/.test(name);
  const documented = (node: ts.Node) => ts.getJSDocCommentsAndTags(node).length > 0;
  const hasTag = (node: ts.Node, name: string) => ts.getJSDocTags(node).some(tag => tag.tagName.text === name);
  // What these hold is said where their type is.
  const OPTIONS = ['scope', 'id', 'props', 'options'];

  const HIDDEN = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  const isHidden = (member: ts.ClassElement) => ts.canHaveModifiers(member) && !!ts.getModifiers(member)?.some(({ kind }) => HIDDEN.includes(kind));
  /** Methods, properties, getters and static factories that jsii shows; what a constructor makes, its class says. */
  const publicMembers = (node: ts.ClassDeclaration) =>
    node.members.filter(member => !ts.isConstructorDeclaration(member) && !isHidden(member) && !hasTag(member, 'internal'));
  const members = (node: ts.InterfaceDeclaration | ts.EnumDeclaration | ts.ClassDeclaration): readonly ts.NamedDeclaration[] =>
    ts.isClassDeclaration(node) ? publicMembers(node) : node.members;

  /** What a docstring leaves out. */
  function missing(node: ts.NamedDeclaration): string[] {
    if (!documented(node)) return ['what it is'];
    if (ts.isPropertySignature(node) && node.questionToken && !hasTag(node, 'default')) return ['@default'];
    const parameters = ts.isMethodDeclaration(node) ? node.parameters.map(({ name }) => name.getText()) : [];
    const described = ts.getJSDocTags(node).filter(ts.isJSDocParameterTag).map(({ name }) => name.getText());
    return parameters.filter(name => !OPTIONS.includes(name) && !described.includes(name)).map(name => `@param ${name}`);
  }

  const undocumented: string[] = [];
  const seen: string[] = [];
  for (const path of below('src')) {
    const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022, true);
    source.statements
      .filter(node => ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node) || ts.isClassDeclaration(node))
      .filter(node => node.name && isPublic(node.name.text))
      .forEach(node => {
        for (const one of [node, ...members(node)]) {
          const name = one === node ? node.name!.text : `${node.name!.text}.${one.name?.getText()}`;
          seen.push(name);
          undocumented.push(...missing(one).map(what => `${path}: ${name}: ${what}`));
        }
      });
  }

  test('say what every public type, member and parameter means, and the default of every optional property', () => {
    expect(undocumented).toEqual([]);
    // One of each kind, so that none is left out unseen: a property, a static factory, a method, a getter, an enum's member, an option.
    expect(seen).toEqual(expect.arrayContaining([
      'IpBlock.prefixLength', 'IpBlock.parse', 'IpBlock.contains', 'IpBlocks.isEmpty', 'ClientAddressSource.PACKET_SOURCE', 'IpAllowListProps.form',
    ]));
  });
});
