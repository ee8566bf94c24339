import { isUtf8 } from 'node:buffer';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mayMatter } from './first-look';
import { globs } from './globs';
import { Fault } from '../fault';

/** A text with manifests, and where it comes from. */
export interface SourceText {
  readonly origin: string;
  readonly text: string;
}

/** A text that is not read, or not whole. */
export interface UnreadText {
  readonly origin: string;
  readonly fault: Fault;
  /** Whether it is a template, whose objects exist only once it is rendered. */
  readonly isTemplate: boolean;
  /** Whether it may say something about gateways. */
  readonly mayMatter: boolean;
}

/** API objects are at most 1.5 MiB. A larger file than this is not a set of manifests. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Standard input, as a path. */
const STDIN = '-';

/** What cdk8s-cli writes beside manifests. */
const NO_MANIFESTS = ['construct-metadata.json'];

/**
 * The texts of files, of all YAML and JSON files below directories, and of standard input (`-`), one after the other, since a tree may be large. A path
 * that cannot be read is an error; a file below a directory is only said to be unread.
 */
export function* readPaths(paths: readonly string[], exclude: readonly string[] = []): Iterable<SourceText | UnreadText> {
  if (paths.length === 0) {
    throw new Fault('no-manifests', {
      what: 'no path was given',
      why: 'there is nothing to read',
      instead: 'name files or directories with manifests, or - for standard input',
    });
  }
  const isExcluded = globs(exclude);
  for (const path of paths) {
    if (path === STDIN || !attempt(path, () => statSync(path)).isDirectory()) {
      yield readText(path);
      continue;
    }
    let hasFiles = false;
    for (const file of filesBelow(path, '', isExcluded)) {
      hasFiles = true;
      yield readBelow(file);
    }
    if (!hasFiles) {
      throw new Fault('no-manifests', {
        what: `there is no .yaml, .yml or .json file in ${path}`,
        why: 'there is nothing to read',
        instead: 'name the directory that synth or helm template writes to',
      });
    }
  }
}

/** `within`: the path from the directory that was named. */
function* filesBelow(root: string, within: string, isExcluded: (path: string) => boolean): Iterable<string> {
  const folder = join(root, within);
  const entries = attempt(folder, () => readdirSync(folder, { withFileTypes: true }));
  for (const entry of entries.sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))) {
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || NO_MANIFESTS.includes(entry.name) || isExcluded(path)) continue;
    if (entry.isDirectory()) yield* filesBelow(root, path, isExcluded);
    else if (/\.(ya?ml|json)$/.test(entry.name)) yield join(root, path);
  }
}

function readBelow(path: string): SourceText | UnreadText {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof Fault) return { origin: path, fault: error, isTemplate: false, mayMatter: true };
    throw error;
  }
}

function readText(path: string): SourceText {
  const bytes = attempt(path, () => readFileSync(path === STDIN ? 0 : regular(path)));
  const text = attempt(path, () => decoded(bytes));
  if (bytes.length > MAX_BYTES && mayMatter(text)) {
    throw new Fault('manifests-too-large', {
      what: `${path} has ${Math.round(bytes.length / 1024 / 1024)} MiB`,
      why: 'no API server accepts an object over 1.5 MiB, and this would take long to read',
      instead: `split it, or leave out what is not about the gateway (at most ${MAX_BYTES / 1024 / 1024} MiB a file)`,
    });
  }
  return { origin: path === STDIN ? 'standard input' : path, text };
}

/** Refuses what is no file before it is opened: a FIFO or a device may never end. */
function regular(path: string): string {
  if (!statSync(path).isFile()) throw new Error('it is a FIFO, a socket or a device, and no file: pipe into - instead');
  return path;
}

/** YAML is UTF-8, or UTF-16 where it begins with its mark, as PowerShell writes it. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true }).decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true }).decode(bytes);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  if (mayMatter(bytes.toString('latin1'))) throw new Error('it is not UTF-8');
  return '';
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
