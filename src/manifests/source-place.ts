import { SourceText } from './source-text';
import { yamlDocuments } from './yaml-documents';

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
  const document = documentAt(place);
  let wanted = [...place.path, ...field];
  while (!document.getIn(wanted, true)?.range) wanted = wanted.slice(0, -1);
  return lineAt(place.source, place.start + document.getIn(wanted, true).range[0]);
}

const documents = new WeakMap<SourceText, Map<number, any>>();

/** Parses the document again, because only reported objects need a line; once, because a whole cluster may be one list. */
function documentAt({ source, start, end }: SourcePlace): any {
  if (!documents.has(source)) documents.set(source, new Map());
  const read = documents.get(source)!;
  if (!read.has(start)) read.set(start, yamlDocuments({ origin: source.origin, text: source.text.slice(start, end) })[0]);
  return read.get(start);
}

const lineEnds = new WeakMap<SourceText, number[]>();

function lineAt(source: SourceText, offset: number): number {
  if (!lineEnds.has(source)) lineEnds.set(source, [...source.text.matchAll(/\n/g)].map(({ index }) => index));
  const ends = lineEnds.get(source)!;
  const line = ends.findIndex(end => end >= offset);
  return (line < 0 ? ends.length : line) + 1;
}
