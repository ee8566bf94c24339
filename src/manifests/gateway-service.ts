import { FieldPath } from './field-path';
import { ManifestObject } from './manifest-object';

/** A Service in front of a gateway: one among the manifests, or the one that what installs the gateway makes. */
export interface GatewayService {
  readonly namespace: string;
  readonly name: string;
  readonly annotations: { readonly [name: string]: string };
  readonly spec: any;
  readonly status?: any;
  /** Where one of its fields is written. */
  at(field: FieldPath): FieldPlace;
}

export interface FieldPlace {
  readonly object: ManifestObject;
  readonly path: FieldPath;
}

/** A Service among the manifests. */
export function writtenService(object: ManifestObject): GatewayService {
  const { namespace, name, annotations, spec, json } = object;
  return { namespace, name, annotations, spec, status: json.status, at: path => ({ object, path }) };
}

/** For a Service whose annotations are written in one place of an object, and its specification in another. */
export function writtenIn(object: ManifestObject, annotations: FieldPath, spec: FieldPath): GatewayService['at'] {
  return field => ({ object, path: field[0] === 'spec' ? [...spec, ...field.slice(1)] : [...annotations, ...field.slice(2)] });
}
