// npm run synth: writes every example into dist/ (or another folder, named as argument) and says what was written.
import { mkdirSync, readdirSync, rmSync } from 'fs';
import { join, relative } from 'path';
import { ApiObject } from 'cdk8s';
import { EXAMPLES } from '.';

const root = process.argv[2] ?? 'dist';

for (const [name, synth] of Object.entries(EXAMPLES)) {
  const outdir = join(root, name);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const charts = synth(outdir).charts;
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const objects = charts.reduce((sum, chart) => sum + chart.node.findAll().filter(ApiObject.isApiObject).length, 0);
  process.stdout.write(`${name}: ${objects} objects in ${charts.length} chart${charts.length > 1 ? 's' : ''}\n`);
  files.map(file => relative('.', join(file.parentPath, file.name))).sort().forEach(file => process.stdout.write(`  ${file}\n`));
}
