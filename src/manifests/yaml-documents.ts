import { isObject, mayMatter } from './first-look';
import { SourceText, UnreadText } from './source-text';
import { Fault } from '../fault';
import { RepeatedKey, readJson } from '../yaml/json-value';
import { MAX_DEPTH } from '../yaml/parser';
import { YamlError } from '../yaml/yaml-error';

/** A document's value, and which characters of the text it is. */
export interface ParsedDocument {
  readonly json: any;
  readonly start: number;
  readonly end: number;
  /** Keys that it has more than once; those of JSON are not known. */
  readonly repeated: readonly RepeatedKey[];
}

/** What a text has. */
export interface ParsedText {
  /** Its documents that may say something about gateways. */
  readonly documents: readonly ParsedDocument[];
  /** Why one of them is not read. */
  readonly unread?: UnreadText;
  /** Whether there is any object, also one that is not read. */
  readonly hasObjects: boolean;
}

/** Keys that JavaScript calls for an object's text: a value there makes every message about the object fail. No field has such a name. */
const UNPRINTABLE = /\b(toString|valueOf)\b/;

function reviver(key: unknown, value: unknown): unknown {
  return key === 'toString' || key === 'valueOf' ? undefined : value;
}

/** The value of the only document of a text. */
export function parseYaml(text: string): any {
  return printable(text, readJson(text).json);
}

/** The documents of a text that may say something about gateways, each read on its own as kubectl does. */
export function parseText({ origin, text }: SourceText): ParsedText {
  const documents: ParsedDocument[] = [];
  const faults: { readonly fault: Fault; readonly mayMatter: boolean }[] = [];
  let hasObjects = false;
  for (const { start, end } of documentsIn(text)) {
    const own = text.slice(start, end);
    hasObjects ||= isObject(own);
    const matters = mayMatter(own);
    if (!matters && !LOOKS_LIKE_TEMPLATE.test(own)) continue;
    try {
      for (const document of readAll(own)) {
        if (!matters || document.json === null || document.json === undefined) continue;
        documents.push({ ...document, start: start + document.start, end: start + document.end });
      }
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      faults.push({ fault: broken(origin, text, error.message, start + error.offset), mayMatter: matters });
    }
  }
  const fault = faults.find(one => one.mayMatter) ?? faults[0];
  return { documents, hasObjects, ...fault && { unread: { origin, isTemplate: TEMPLATE.test(text), ...fault } } };
}

/** Lines that are seldom YAML: only these are parsed in search of templates. */
const LOOKS_LIKE_TEMPLATE = /^[ \t]*(?:- )?(?:[\w./-]+:[ \t]+)?(?:\{\{|\{%|<%)/m;

/** What templates of Helm, Go and Jinja have, and ERB's. */
const TEMPLATE = /\{\{|\{%|<%/;

/** Where documents begin and end. Lines with directives belong to the one that follows. */
function documentsIn(text: string): { start: number; end: number }[] {
  const starts = [0, ...[...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map(({ index }) => index).filter(index => index > 0)];
  const parts = starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
  return parts.filter(({ start, end }) => end > start).reduce<{ start: number; end: number }[]>((before, part) => {
    const last = before.at(-1);
    if (last && /^(?:[ \t\r]*(?:#[^\n]*)?\n)*%/.test(text.slice(last.start, last.end)) && !/^---/m.test(text.slice(last.start, last.end))) last.end = part.end;
    else before.push({ ...part });
    return before;
  }, []);
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

/** JSON is JSON first, as to kubectl; several objects of JSON may follow each other. */
function readAll(text: string): ParsedDocument[] {
  if (!isJson(text)) {
    const { json, repeated } = readJson(text);
    return [{ json: printable(text, json), start: 0, end: text.length, repeated }];
  }
  assertDepth(text);
  try {
    return [{ json: JSON.parse(text, UNPRINTABLE.test(text) ? reviver : undefined), start: 0, end: text.length, repeated: [] }];
  } catch {
    const documents: ParsedDocument[] = [];
    for (let start = 0; start === 0 || text[start] === '{';) {
      const { json, repeated, end } = readJson(text.slice(start));
      documents.push({ json: printable(text, json), start, end: start + end, repeated });
      start += end;
    }
    return documents;
  }
}

function printable(text: string, json: any): any {
  return UNPRINTABLE.test(text) && json !== undefined ? JSON.parse(JSON.stringify(json), reviver) : json;
}

/** Before JavaScript's own reader and what walks through the value meet it. */
function assertDepth(text: string): void {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') index = endOfString(text, index);
    if (depth > MAX_DEPTH) throw new YamlError(`it has more than ${MAX_DEPTH} levels`, index);
  }
}

/** Where a string of JSON ends that begins here. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function broken(origin: string, text: string, message: string, offset: number): Fault {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return new Fault('broken-yaml', {
    what: `${origin} is not valid YAML: ${message} at line ${line}, column ${offset - before.lastIndexOf('\n')}`,
    why: 'an object that is not read could decide',
    instead: TEMPLATE.test(text) ? 'render the template first, as with helm template' : 'repair it, or leave the file out with --exclude',
  });
}
