import { createRequire } from 'node:module';
import { Fault } from '../fault';
import { SourceText } from './source-text';

/**
 * The YAML library that cdk8s ships with. cdk8s' own `Yaml.load` reads past errors, and only from files.
 */
const yaml = () => createRequire(require.resolve('cdk8s'))('yaml');

/** As Kubernetes reads YAML: version 1.1, but dates are texts. */
const OPTIONS = { version: '1.1', stringKeys: true, logLevel: 'error', customTags: (tags: any[]) => tags.filter(tag => tag.tag !== 'tag:yaml.org,2002:timestamp') };

/** The documents of a text that are not empty. */
export function parseYaml({ origin, text }: SourceText): any[] {
  const documents: any[] = [...yaml().parseAllDocuments(text, OPTIONS)];
  const error = documents.flatMap(document => document.errors)[0];
  if (error) throw broken(origin, text, error);
  try {
    return documents.map(document => document.toJS()).filter(value => value !== null && value !== undefined);
  } catch (failure) {
    throw broken(origin, text, failure as Error);
  }
}

function broken(origin: string, text: string, error: Error): Fault {
  return new Fault('broken-yaml', {
    what: `${origin} is no YAML: ${error.message.split('\n')[0].replace(/:$/, '')}`,
    why: 'an object that is not read could decide',
    instead: text.includes('{{') ? 'render the template first, as with helm template' : 'mend it; kubectl apply --dry-run=client -f shows the same place',
  });
}
