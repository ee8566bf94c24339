// After jsii: lets lib/src/index.js load a folder of the library when one of its names is first used. An app at synth never touches lint and trace,
// which are half of the library. jsii knows the names from .jsii, and ES modules read them from the line of assignments.
const { readFileSync, writeFileSync } = require('fs');
const { join, resolve } = require('path');

const INDEX = resolve(__dirname, '../lib/src/index.js');

const index = readFileSync(INDEX, 'utf8');
const folders = [...index.matchAll(/^__exportStar\(require\("(.+)"\), exports\);$/gm)].map(match => match[1]);
const submodules = [...index.matchAll(/^exports\.(\w+) = __importStar\(require\("(.+)"\)\);$/gm)].map(([, name, folder]) => ({ name, folder }));
if (folders.length === 0 || submodules.length === 0) {
  console.error(`${INDEX} is not what jsii writes: build it anew`);
  process.exit(1);
}
const names = folders.map(folder => Object.keys(require(join(INDEX, '..', folder))));

writeFileSync(INDEX, [
  '"use strict";',
  'Object.defineProperty(exports, "__esModule", { value: true });',
  `${[...names.flat(), ...submodules.map(({ name }) => name)].map(name => `exports.${name} = `).join('')}void 0;`,
  'const lazy = (load, names) => names.forEach(name => Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] }));',
  ...folders.map((folder, place) => `lazy(() => require("${folder}"), ${JSON.stringify(names[place])});`),
  ...submodules.map(({ name, folder }) => `lazy(() => ({ ${name}: require("${folder}") }), ["${name}"]);`),
  '',
].join('\n'));
