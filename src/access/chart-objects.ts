import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';

/** An object, as it will be written. */
export interface Written {
  readonly object: ApiObject;
  readonly json: any;
}

interface Read {
  readonly objects: readonly ApiObject[];
  readonly written: Map<ApiObject, Written>;
  readonly askers: Set<Construct>;
}

const READ = new WeakMap<Chart, Read>();

/**
 * A chart's objects of one kind, for a list that is being validated.
 *
 * A chart may hold thousands of lists, and each asks once in a synth; so it is searched once for all of them, and who asks again begins another synth.
 */
export function objectsIn(chart: Chart, asker: Construct, apiGroup: string, kind: string): readonly Written[] {
  const known = READ.get(chart);
  const read = known && !known.askers.has(asker) ? known
    : { objects: chart.node.findAll().filter(ApiObject.isApiObject), written: new Map<ApiObject, Written>(), askers: new Set<Construct>() };
  READ.set(chart, read);
  read.askers.add(asker);
  return read.objects.filter(object => object.apiGroup === apiGroup && object.kind === kind).map(object => {
    const written = read.written.get(object) ?? { object, json: object.toJson() };
    read.written.set(object, written);
    return written;
  });
}
