import { IConstruct } from 'constructs';
import { Fault } from '../fault';

/** The id, if it is free in the scope; for the call of `super`. */
export function freeId(scope: IConstruct, id: string): string {
  if (scope.node.tryFindChild(id)) {
    throw new Fault('duplicate-id', {
      what: `${scope.node.path ? `"${scope.node.path}"` : 'the app'} already holds a construct with the id "${id}"`,
      why: 'names of objects come from ids, so one of the two would overwrite the other in the cluster',
      instead: `choose another id, such as "${id}-2"`,
    });
  }
  return id;
}
