import { record } from '../../../istio/list';
import { check } from '../../check';
import { Problem } from '../../problem';

/** Groups of kinds that an API server has: Kubernetes' own, and those that are about gateways. Others may be files of a tool. */
const APPLIED = /^$|^(apps|batch|autoscaling|policy)$|(^|\.)(k8s|istio)\.io$/;

export const ANNOTATION_NOT_TEXT = check('annotation-not-text', scene =>
  scene.objects.filter(({ kind, group }) => kind !== 'IstioOperator' && APPLIED.test(group)).flatMap(object => {
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
  }));
