import { JsonFile, cdk8s, javascript } from 'projen';

/** The rooms of src/, each with the rooms (or a folder of one) that it may import. Dependencies point one way. */
const rooms: Record<string, string[]> = {
  // What public doors accept.
  'doors': [],
  'net': ['doors'],
  'yaml': [],
  'envoy': ['net'],
  'istio': ['net', 'envoy'],
  'topology': ['doors', 'net', 'envoy', 'istio'],
  'providers': ['doors', 'net', 'istio', 'topology'],
  'providers/catalogue': ['topology', 'istio/parse-bool.ts', 'providers/load-balancer-name.ts'],
  'gateway': ['doors', 'net', 'envoy', 'istio', 'topology', 'providers'],
  'access': ['doors', 'net', 'envoy', 'istio', 'topology', 'gateway'],
  'workload': ['doors', 'net', 'envoy', 'istio', 'topology', 'gateway'],
  // What reads manifests knows nothing of the constructs that wrote them: an error in the one is not repeated in the other.
  'manifests': ['doors', 'net', 'envoy', 'istio', 'yaml'],
  'model': ['net', 'envoy', 'istio', 'manifests'],
  'trace': ['doors', 'net', 'envoy', 'istio', 'manifests', 'model'],
  // What each load balancer does is written down once, as facts that import no construct.
  'lint': ['doors', 'net', 'envoy', 'istio', 'manifests', 'model', 'providers/catalogue'],
  'analysis': ['manifests', 'trace', 'lint'],
  'cli': ['manifests', 'trace', 'lint'],
};

/** The folders of conformance/ and of bench/ likewise. */
const suites: Record<string, string[]> = {
  rig: [],
  attacks: ['rig'],
  fixtures: ['rig', 'attacks'],
  differential: ['rig', 'fixtures'],
  parity: [],
  seeds: ['rig'],
  suites: ['rig', 'attacks', 'fixtures', 'differential', 'parity', 'seeds'],
};
const contests: Record<string, string[]> = {
  support: [],
  contests: ['support'],
  gateway: ['support'],
};

/** A zone of import/no-restricted-paths for each folder; all of them may import the files beside the folders. */
function zones(root: string, folders: Record<string, string[]>, files: string[]) {
  return Object.entries(folders).map(([folder, below]) => ({
    target: `./${root}/${folder}`,
    from: `./${root}`,
    except: [...new Set([folder, ...below])].map(name => `./${name}`).concat(files.map(file => `./${file}`)),
    message: `${root}/${folder} may import only ${below.join(', ') || `nothing of ${root}`} (see .projenrc.ts)`,
  }));
}

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-istio-source-ip',
  description: 'cdk8s constructs for Istio gateways that know the true client address and admit only the addresses you meant',
  author: 'cdk8s-istio-source-ip authors',
  authorAddress: 'authors@cdk8s-istio-source-ip.invalid',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-istio-source-ip/cdk8s-istio-source-ip.git',
  keywords: ['cdk8s', 'istio', 'envoy', 'gateway', 'source-ip', 'proxy-protocol', 'x-forwarded-for', 'allow-list'],
  license: 'Apache-2.0',
  copyrightOwner: 'cdk8s-istio-source-ip authors',
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  github: false,
  release: false,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',

  cdk8sVersion: '2.70.0',
  constructsVersion: '10.4.2',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  // Lint and trace only: jsii takes what is no jsii library into the package.
  bundledDeps: ['re2js@^2.10.0'],
  devDeps: [
    // jsii asks for a tag of @types/node that the registry does not serve.
    '@types/node@^20',
    '@swc/core@^1',
    '@swc/jest@^0.2',
    'ajv@^8',
    'cdk8s-cli@^2',
    'cidr-tools@^6',
    'fast-check@^4',
    'ip-address@^10',
    'jest-environment-node@^30',
    'tsconfig-paths@^4',
    'yaml@^2',
  ],
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',

  // imports/ lies beside src/, so that what `cdk8s import` writes is never mixed with what we write.
  entrypoint: 'lib/src/index.js',
  bin: { 'cdk8s-istio-source-ip': 'lib/src/cli/main.js' },
  tsconfig: {
    compilerOptions: { rootDir: '.' },
    include: ['imports/**/*.ts'],
  },
  // One program for all that is not shipped, for the compiler and ESLint: most of the time goes into reading and checking what they share.
  tsconfigDev: {
    // Examples and snippets import the package by its name, as a user does.
    compilerOptions: { paths: { 'cdk8s-istio-source-ip': ['../src/index.ts'] } },
    include: ['../.projenrc.ts', '../src/**/*.ts', '../examples/**/*.ts', '../conformance/**/*.ts', '../bench/**/*.ts'],
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test'], tsconfigPath: './test/tsconfig.json', projectService: false },
  jestOptions: {
    jestVersion: '^30',
    // Snapshots are the specification of the output: running the tests never rewrites them.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/lib/'],
      moduleNameMapper: { '^cdk8s-istio-source-ip$': '<rootDir>/src' },
      // Only where all cases are played: it costs a third of the time, and its table hides what failed.
      collectCoverage: false,
      collectCoverageFrom: ['src/**/*.ts'],
    },
  },
});

// The newest version's bindings for other platforms are not all served, and npm ci then refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// The entrypoint option does not reach the declaration file.
project.package.addField('types', 'lib/src/index.d.ts');
project.npmignore?.exclude('/imports/', '/examples/', '/docs/', '/.ci/', '/CONTRIBUTING.md', '/scripts/', '/conformance/', '/bench/', '/tsconfig.json');

project.eslint?.addIgnorePattern('imports/');
project.eslint?.addLintPattern('examples');
project.eslint?.addLintPattern('conformance');
project.eslint?.addLintPattern('bench');
project.eslint?.addRules({
  // The compiler resolves the package's own name, in examples and snippets.
  'import/no-unresolved': ['error', { ignore: ['^cdk8s-istio-source-ip$'] }],
  'import/no-restricted-paths': ['error', {
    zones: [
      ...zones('src', rooms, ['fault.ts', 'fault-codes.ts']),
      ...zones('conformance', suites, ['versions.ts']),
      ...zones('bench', contests, ['contest.ts']),
    ],
  }],
  // import/no-cycle does not see what is imported or exported as types only, and a circle of types is a circle too.
  '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'no-type-imports', disallowTypeAnnotations: true }],
  'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration[exportKind="type"]', message: 'Export it without `type`.' }],
});
project.eslint?.addOverride({ files: ['{src,conformance,bench}/**'], rules: { 'import/no-cycle': ['error', { ignoreExternal: true }] } });
// No circle leads through what is generated or installed, and to read it takes long.
project.eslint!.config.settings['import/ignore'] = ['/node_modules/', '/imports/'];
// ESLint is not to follow the package's own name into src/: an import by name stays an import of a package.
project.eslint!.config.settings['import/resolver'].typescript.project = './tsconfig.json';
project.eslint?.addOverride({ files: ['src/net/**', 'src/yaml/**', 'conformance/**', 'bench/**'], rules: { 'no-bitwise': 'off' } });
project.eslint?.allowDevDeps('{conformance,bench}/**');

for (const folder of ['examples', 'conformance', 'bench']) {
  new JsonFile(project, `${folder}/tsconfig.json`, { obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] } });
}

project.addTask('import', {
  description: 'Regenerate imports/*.ts from the pinned, trimmed CRDs in imports/crds/',
  exec: 'cdk8s import --language typescript --output imports --no-save imports/crds/istio.yaml imports/crds/gateway-api.yaml',
});
project.addTask('synth', {
  description: 'Synthesize every example into dist/',
  exec: 'ts-node --project examples/tsconfig.json --require tsconfig-paths/register examples/synth.ts',
});
project.addTask('goldens', {
  description: 'Rewrite what the examples are expected to emit, and docs/in-front.md from it; read the difference before you commit it',
  steps: [
    { exec: 'ts-node --project examples/tsconfig.json --require tsconfig-paths/register examples/synth.ts test/examples/golden' },
    { exec: 'ts-node --project test/tsconfig.json --require tsconfig-paths/register test/docs/write-docs.ts' },
  ],
});
project.addTask('fuzz', {
  description: 'Feed lint and trace with hostile texts for an hour; SEED=… begins with the same ones',
  exec: 'jest test/manifests/fuzz.test.ts',
  env: { FUZZ_SECONDS: '3600' },
});
project.addTask('conformance', {
  description: 'Prove the output on the real API server, istiod, Envoy, NGINX and HAProxy; arguments are test files',
  exec: 'conformance/run.sh',
  receiveArgs: true,
});
project.addTask('conformance:readme', {
  description: "Write the last run's report into the README; --check only compares",
  exec: 'node conformance/report/readme.js',
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Measure side by side with the alternatives; arguments are contests. All of them together write docs/performance.*',
  exec: 'bench/run.sh',
  receiveArgs: true,
});
project.addTask('bench:gateway', {
  description: 'Measure what a list costs a real gateway; takes a quarter of an hour and the programs of conformance, and writes docs/gateway-cost.*',
  exec: 'bench/gateway/run.sh',
});
project.addTask('lint-docs', {
  description: 'Rewrite docs/lint.md and docs/lint/ from the checks and their examples',
  exec: 'ts-node --project test/tsconfig.json test/lint/write-docs.ts',
});
project.addTask('catalogue-docs', {
  description: 'Rewrite docs/load-balancers.md from the catalogue',
  exec: 'ts-node --project test/tsconfig.json test/providers/write-docs.ts',
});
// Jest looks up each global by way of a sandbox, which takes longer than most of what is done with numbers here.
project.jest!.config.sandboxInjectedGlobals = ['Math', 'BigInt', 'Number', 'String', 'Object', 'Array', 'Uint32Array', 'JSON', 'RegExp', 'Set', 'Map'];
project.jest!.config.coverageReporters = ['lcov', 'text-summary'];
project.jest!.config.testEnvironment = '<rootDir>/test/support/environment.ts';
// Tests are compiled without their types, in a tenth of the time; tsc below checks all of them at once.
project.jest!.config.transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' }, sourceMaps: 'inline' }],
};

// Loading all of the library costs an app more than loading cdk8s.
project.compileTask.exec('node scripts/lazy-index.js');
// What public doors accept, as it was compiled. Another compilation takes a changed table in.
project.compileTask.exec('node scripts/doors.js');
project.addTask('doors', { description: 'Rewrite src/doors/table.ts from what jsii has compiled', exec: 'node scripts/doors.js' });
// One program for ESLint and the compiler. CI runs them one by one, below.
project.testTask.removeStep(project.testTask.steps.findIndex(({ spawn }) => spawn === project.eslint!.eslintTask.name));
project.testTask.exec('node scripts/check.js', { env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' } });
const whole = project.addTask('test:whole', {
  description: 'The same with every case of which `test` draws a part, as CI runs it; takes a quarter of an hour',
  steps: [{ exec: 'jest --passWithNoTests --ci --coverage --maxWorkers=2', env: { WHOLE: '1' } }],
});
whole.spawn(project.eslint!.eslintTask);
whole.exec('tsc --project test/tsconfig.json');

project.synth();
