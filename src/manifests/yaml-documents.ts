import { createRequire } from 'node:module';
import { Fault } from '../fault';
import { SourceText } from './source-text';

/**
 * The YAML library that cdk8s depends on. cdk8s' own `Yaml.load` ignores errors, and reads files only.
 */
const yaml = () => createRequire(require.resolve('cdk8s'))('yaml');

/** As Kubernetes reads YAML: version 1.1, with dates as texts. */
const OPTIONS = {
  version: '1.1',
  stringKeys: true,
  logLevel: 'error',
  customTags: (tags: any[]) => tags.filter(tag => tag.tag !== 'tag:yaml.org,2002:timestamp'),
};

/** Keys that JavaScript calls for an object's text: a value there makes every message about the object fail. No field has such a name. */
const UNPRINTABLE = /\b(toString|valueOf)\b/;

function reviver(key: unknown, value: unknown): unknown {
  return key === 'toString' || key === 'valueOf' ? undefined : value;
}

/** A document's value, and which characters of the text it is. */
export interface ParsedDocument {
  readonly json: any;
  readonly start: number;
  readonly end: number;
}

/** The documents of a text that are not empty. */
export function parseYaml(source: SourceText): any[] {
  return parseDocuments(source).map(({ json }) => json);
}

/** The same with their places. */
export function parseDocuments(source: SourceText): ParsedDocument[] {
  const documents = yamlDocuments(source);
  const options = UNPRINTABLE.test(source.text) ? { reviver } : {};
  try {
    return documents
      .map(document => ({ json: document.toJS(options), start: document.range[0], end: document.range[1] }))
      .filter(({ json }) => json !== null && json !== undefined);
  } catch (failure) {
    throw broken(source.origin, source.text, failure as Error);
  }
}

/** The documents of a text as the YAML library has them. */
export function yamlDocuments({ origin, text }: SourceText): any[] {
  const documents: any[] = [...yaml().parseAllDocuments(text, OPTIONS)];
  const error = documents.flatMap(document => document.errors)[0];
  if (error) throw broken(origin, text, error);
  return documents;
}

function broken(origin: string, text: string, error: Error): Fault {
  return new Fault('broken-yaml', {
    what: `${origin} is not valid YAML: ${error.message.split('\n')[0].replace(/:$/, '')}`,
    why: 'an object that is not read could decide',
    instead: text.includes('{{')
      ? 'render the template first, as with helm template'
      : 'repair it; kubectl apply --dry-run=client -f shows the same place',
  });
}
