import { parseYaml } from './yaml-documents';

/** YAML inside an object: an annotation, or a key of a ConfigMap. Undefined, with a remark, where it cannot be read. */
export function embeddedYaml(text: string | undefined, place: string, remark: (text: string) => void): any {
  if (text === undefined) return undefined;
  try {
    return parseYaml(text) ?? undefined;
  } catch {
    remark(`${place} is not valid YAML: Istio refuses it`);
    return undefined;
  }
}
