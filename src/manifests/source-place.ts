import { SourceText } from './source-text';
import { yamlDocuments } from './yaml-documents';

/** Where an object stands: which characters of a text are its document, and where in the document it is. */
export interface SourcePlace {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
  /** Empty, but for items of lists. */
  readonly path: readonly (string | number)[];
}

/** The line of a field, or of the nearest field around it that is written out. Reads the document again: only what is reported needs a line. */
export function lineOf({ source, start, end, path }: SourcePlace, field: readonly (string | number)[]): number {
  const [document] = yamlDocuments({ origin: source.origin, text: source.text.slice(start, end) });
  for (let wanted = [...path, ...field]; ; wanted = wanted.slice(0, -1)) {
    const offset = document.getIn(wanted, true)?.range?.[0];
    if (offset !== undefined) return source.text.slice(0, start + offset).split('\n').length;
    if (wanted.length === 0) return 1;
  }
}
