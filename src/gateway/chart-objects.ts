import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';

/** An object, as it will be written. */
export interface Written {
  readonly object: ApiObject;
  readonly json: any;
}

interface Read {
  readonly objects: Map<string, ApiObject[]>;
  readonly written: Map<string, Written[]>;
  readonly askers: Set<Construct>;
}

const READ = new WeakMap<Chart, Read>();

/**
 * A chart's objects of one kind, for a list that is being validated.
 *
 * A chart may hold thousands of lists, and each asks once in a synth. So the chart is searched once for all of them; a second question from one list
 * means a new synth.
 */
export function objectsIn(chart: Chart, asker: Construct, apiGroup: string, kind: string): readonly Written[] {
  const known = READ.get(chart);
  const read = known && !known.askers.has(asker) ? known : readChart(chart);
  READ.set(chart, read);
  read.askers.add(asker);
  const key = `${apiGroup}/${kind}`;
  const written = read.written.get(key) ?? (read.objects.get(key) ?? []).map(object => ({ object, json: object.toJson() }));
  read.written.set(key, written);
  return written;
}

function readChart(chart: Chart): Read {
  const objects = new Map<string, ApiObject[]>();
  for (const object of chart.node.findAll().filter(ApiObject.isApiObject)) {
    const key = `${object.apiGroup}/${object.kind}`;
    const alike = objects.get(key);
    if (alike) {
      alike.push(object);
    } else {
      objects.set(key, [object]);
    }
  }
  return { objects, written: new Map(), askers: new Set() };
}
