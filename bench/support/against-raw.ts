import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { basename, join } from 'path';
import { ApiObject, App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { Contestant } from '../contest';

/** Makes an app of a case, which reads what it needs from one folder and writes to another. */
type MakeApp<Case> = (input: Case, folder: string, outdir: string) => App;

type Charts = Record<string, any[]>;

/** An app of the library, and the very same objects as raw ApiObjects: what nobody could do faster with cdk8s. */
export function againstRaw<Case>(libraryApp: MakeApp<Case>): Record<string, Contestant<Case>> {
  const synth = (folder: string, makeApp: (outdir: string) => App) => {
    const outdir = mkdtempSync(join(folder, 'out-'));
    return () => {
      makeApp(outdir).synth();
      return outdir;
    };
  };
  return {
    'the library': (input, folder) => synth(folder, outdir => libraryApp(input, folder, outdir)),
    'raw ApiObjects': (_, folder) => {
      const charts: Charts = JSON.parse(readFileSync(join(folder, 'objects.json'), 'utf8'));
      return synth(folder, outdir => rawApp(charts, outdir));
    },
  };
}

/** Everything that an app wrote. */
export function writtenIn(outdir: string): string {
  return readdirSync(outdir).sort().map(file => readFileSync(join(outdir, file), 'utf8')).join('');
}

/** Makes the objects of an app ready in the folder, as data. Returns them. */
export function keepObjects<Case>(libraryApp: MakeApp<Case>, input: Case, folder: string): any[] {
  const outdir = mkdtempSync(join(folder, 'kept-'));
  libraryApp(input, folder, outdir).synth();
  const charts: Charts = Object.fromEntries(readdirSync(outdir).map(file => [
    basename(file, '.k8s.yaml'),
    // cdk8s' own Yaml.load ends at 10 MB.
    parseAllDocuments(readFileSync(join(outdir, file), 'utf8'), { version: '1.1' }).map(document => document.toJS()),
  ]));
  writeFileSync(join(folder, 'objects.json'), JSON.stringify(charts));
  return Object.values(charts).flat();
}

function rawApp(charts: Charts, outdir: string): App {
  const app = new App({ outdir });
  for (const [id, objects] of Object.entries(charts)) {
    const chart = new Chart(app, id);
    objects.forEach((object, index) => new ApiObject(chart, `${index}`, object));
  }
  return app;
}
