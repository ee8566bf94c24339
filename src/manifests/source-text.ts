import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../fault';

/** A text with manifests, and where it comes from. */
export interface SourceText {
  readonly origin: string;
  readonly text: string;
}

/** API objects are at most 1.5 MiB. A larger file than this is not a set of manifests, or takes minutes to read. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Standard input, as a path. */
const STDIN = '-';

/** The texts of files, of all YAML and JSON files below directories, and of standard input (`-`). */
export function readPaths(paths: readonly string[]): SourceText[] {
  if (paths.length === 0) {
    throw new Fault('no-manifests', {
      what: 'no path was given',
      why: 'there is nothing to read',
      instead: 'name files or directories with manifests, or - for standard input',
    });
  }
  return paths.flatMap(path => {
    const files = path === STDIN ? [STDIN] : filesBelow(path);
    if (files.length === 0) {
      throw new Fault('no-manifests', {
        what: `there is no .yaml, .yml or .json file in ${path}`,
        why: 'there is nothing to read',
        instead: 'name the directory that synth or helm template writes to',
      });
    }
    return files.map(readText);
  });
}

function filesBelow(path: string): string[] {
  const stat = attempt(path, () => statSync(path));
  if (!stat.isDirectory()) return [path];
  return attempt(path, () => readdirSync(path, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
    .flatMap(entry => entry.isDirectory() ? filesBelow(join(path, entry.name)) : /\.(ya?ml|json)$/.test(entry.name) ? [join(path, entry.name)] : []);
}

function readText(path: string): SourceText {
  const bytes = attempt(path, () => readFileSync(path === STDIN ? 0 : path));
  if (bytes.length > MAX_BYTES) {
    throw new Fault('manifests-too-large', {
      what: `${path} has ${Math.round(bytes.length / 1024 / 1024)} MiB`,
      why: 'no API server accepts an object over 1.5 MiB, and this would take minutes to read',
      instead: `split it, or leave out what is not about the gateway (at most ${MAX_BYTES / 1024 / 1024} MiB a file)`,
    });
  }
  return { origin: path === STDIN ? 'standard input' : path, text: bytes.toString('utf8') };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new Fault('unreadable-file', {
      what: `${path} cannot be read (${(error as Error).message})`,
      why: 'what it says would be missing',
      instead: 'check the path, from the working directory',
    });
  }
}
