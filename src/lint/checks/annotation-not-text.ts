import { record } from '../../istio/list';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const ANNOTATION_NOT_TEXT: Check = {
  code: 'annotation-not-text',
  severity: LintSeverity.ERROR,
  title: 'an annotation or label whose value is no text',
  why: 'the API server refuses the object. YAML reads true, on, yes and numbers without quotes as something else than text',
  find: scene => scene.objects.filter(({ kind }) => kind !== 'IstioOperator').flatMap(object => {
    const template = ['apps', 'batch'].includes(object.group) ? [['spec', 'template', 'metadata']] : [];
    return [['metadata'], ...template].flatMap(path => {
      const metadata = record(path.reduce((value, key) => record(value)[key], object.json));
      return ['annotations', 'labels'].flatMap(field => Object.entries(record(metadata[field]))
        .filter(([, value]) => value !== null && typeof value !== 'string')
        .map(([key, value]): Problem => ({
          object,
          path: [...path, field, key],
          what: `${key} is ${JSON.stringify(value)}`,
          instead: `write it in quotes${typeof value === 'object' ? '' : `: "${value}"`}`,
        })));
    });
  }),
};
