import { SourceText } from './source-text';
import { YamlNode, parseDocument } from '../yaml/parser';
import { YamlError } from '../yaml/yaml-error';

/** Where an object is written: which characters of a text are its document, and where in the document it is. */
export interface SourcePlace {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
  /** Empty, except for items of lists. */
  readonly path: readonly (string | number)[];
}

/** The line of a field, or of the nearest written field around it. */
export function lineOf(place: SourcePlace, field: readonly (string | number)[]): number {
  let node = documentAt(place);
  for (const key of [...place.path, ...field]) {
    const next = node && child(node, key);
    if (!next) break;
    node = next;
  }
  return lineAt(place.source, place.start + (node?.start ?? 0));
}

/** The line of a character of an object's document. */
export function lineOfOffset({ source, start }: SourcePlace, offset: number): number {
  return lineAt(source, start + offset);
}

function child(node: YamlNode, key: string | number): YamlNode | undefined {
  if (node.kind === 'alias') return child(node.target!, key);
  if (node.kind === 'sequence') return node.children[Number(key)];
  const { children } = node;
  // The last one counts.
  for (let index = children.length - 2; index >= 0; index -= 2) {
    if (children[index].value === String(key)) return children[index + 1];
  }
  return undefined;
}

const documents = new WeakMap<SourceText, Map<number, YamlNode | undefined>>();

/** Parses the document again, because only reported objects need a line; once, because a whole cluster may be one list. */
function documentAt({ source, start, end }: SourcePlace): YamlNode | undefined {
  if (!documents.has(source)) documents.set(source, new Map());
  const read = documents.get(source)!;
  if (!read.has(start)) read.set(start, rootOf(source.text.slice(start, end)));
  return read.get(start);
}

/** Some JSON is no YAML, such as escaped pairs of surrogates: of that only the beginning is known. */
function rootOf(text: string): YamlNode | undefined {
  try {
    return parseDocument(text).root;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

const lineEnds = new WeakMap<SourceText, number[]>();

function lineAt(source: SourceText, offset: number): number {
  if (!lineEnds.has(source)) lineEnds.set(source, [...source.text.matchAll(/\n/g)].map(({ index }) => index));
  const ends = lineEnds.get(source)!;
  const line = ends.findIndex(end => end >= offset);
  return (line < 0 ? ends.length : line) + 1;
}
