import { existsSync, readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { LintFinding, Linter, Manifests } from '../../src/analysis';

// From the working directory, so that messages with paths are the same on every machine.
const FOLDER = join('test', 'lint', 'checks');

/** The manifests that show a check, by file: those that it finds something in, and those that are right. */
export function examplesOf(code: string, kind: 'bad' | 'good'): string[] {
  const folder = join(FOLDER, code);
  return existsSync(folder) ? readdirSync(folder).filter(name => name.startsWith(kind) && name.endsWith('.yaml')).map(name => join(folder, name)) : [];
}

export function findingsIn(path: string): LintFinding[] {
  return new Linter().lint(Manifests.fromPaths(path)).findings;
}

/** A finding as an example's first lines have it. */
export function lineOf({ severity, object, field, what }: LintFinding): string {
  return `${severity} ${object}${field && `, ${field}`}: ${what}`;
}

/** The comments at the top of a file. */
export function expectationsOf(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, lines.findIndex(line => !line.startsWith('#'))).map(line => line.slice(2));
}

/** The manifests without those. */
export function bodyOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/^(#.*\n)+/, '');
}
