import { ApiObject, Chart, Names } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What is added to it (`-tcp`, `-parameters`, numbers of parts) has room in 63 letters. */
const MAX_LENGTH = 50;

/** A name made from the construct's path, as its chart makes the names of objects: with `disableResourceNameHashes`, too. */
export function objectName(construct: IConstruct): string {
  // It is asked for objects, and looks at their paths.
  const made = Chart.of(construct).generateObjectName(construct as ApiObject);
  return made.length <= MAX_LENGTH ? made : Names.toDnsLabel(construct, { maxLen: MAX_LENGTH, includeHash: made === Names.toDnsLabel(construct) });
}
