// ESLint and the compiler on one program: alone, each of them reads and checks all of it anew.
// Exits with 1 where either finds an error; like `npx projen eslint`, it writes what ESLint can fix.
const { readFileSync } = require('fs');
const { join, resolve } = require('path');
const parser = require('@typescript-eslint/parser');
const { LegacyESLint } = require('eslint/use-at-your-own-risk');
const ts = require('typescript');

const root = resolve(__dirname, '..');
const { steps: [{ execArgs }] } = JSON.parse(readFileSync(join(root, '.projen', 'tasks.json'), 'utf8')).tasks.eslint;
const folders = execArgs.slice(execArgs.indexOf('$@') + 1);

function createProgram() {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: problem => { throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n')); } };
  const { fileNames, options, errors, projectReferences } = ts.getParsedCommandLineOfConfigFile(join(root, 'test', 'tsconfig.json'), {}, host);
  return ts.createProgram({ rootNames: fileNames, options, projectReferences, configFileParsingDiagnostics: errors });
}

const program = createProgram();
const parsed = new Map();

/** ESLint's parser, and that of import/no-cycle, which would read each file once more. A file that ESLint has fixed is no longer the program's. */
exports.parseForESLint = (code, options) => {
  const file = program.getSourceFile(options.filePath);
  // ESLint hands over a first line of #! as a comment.
  if (file?.text.replace(/^#!/, '//') !== code) return parser.parseForESLint(code, options);
  if (!parsed.has(file)) {
    parsed.set(file, parser.parseForESLint(code, { ...options, comment: true, loc: true, range: true, tokens: true, project: undefined, programs: [program] }));
  }
  return parsed.get(file);
};

async function lint() {
  const eslint = new LegacyESLint({
    cwd: root,
    extensions: ['.ts', '.tsx'],
    errorOnUnmatchedPattern: false,
    fix: true,
    overrideConfig: { parser: __filename, settings: { 'import/parsers': { [__filename]: ['.ts', '.tsx'] }, 'import/cache': { lifetime: 'Infinity' } } },
  });
  const results = await eslint.lintFiles(folders);
  await LegacyESLint.outputFixes(results);
  process.stdout.write((await eslint.loadFormatter('stylish')).format(results));
  return { fixed: results.some(({ output }) => output !== undefined), errors: results.reduce((sum, { errorCount }) => sum + errorCount, 0) };
}

async function main() {
  const { fixed, errors } = await lint();
  const problems = ts.sortAndDeduplicateDiagnostics(ts.getPreEmitDiagnostics(fixed ? createProgram() : program));
  process.stdout.write(ts.formatDiagnostics(problems, { getCurrentDirectory: () => root, getCanonicalFileName: path => path, getNewLine: () => '\n' }));
  process.exitCode = errors > 0 || problems.length > 0 ? 1 : 0;
}

if (require.main === module) void main();
