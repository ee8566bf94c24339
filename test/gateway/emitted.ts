import { Chart, Testing } from 'cdk8s';
import { ProxyProtocolGatewayProps } from '../../src';
import { chartIn, gatewayIn } from '../support/app';
import { schemaProblems } from '../support/schema';

/** The labels of the pods of the gateway that `gatewayIn` makes. */
export const LABELS = { app: 'gw', istio: 'gw' };

/** What every object of that gateway is called. */
export const NAMED = { name: 'gw', namespace: 'edge', labels: LABELS };

/** Argo CD keeps its hands off what is only partly ours. */
export const PARTIAL = { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Validate=false,Prune=false,Delete=false' };

const isPartial = (object: any) => object.metadata.annotations?.['argocd.argoproj.io/sync-options'] !== undefined;

/** All that a chart emits; each object follows its schema. */
export function emitted(chart: Chart): any[] {
  const objects = Testing.synth(chart);
  expect(objects.flatMap(object => schemaProblems(object, { partial: isPartial(object) }))).toEqual([]);
  return objects;
}

/** All that a gateway in a chart of its own emits. */
export function emittedBy(props: Partial<ProxyProtocolGatewayProps> = {}): any[] {
  const chart = chartIn();
  gatewayIn(chart, props);
  return emitted(chart);
}

/** The object of a kind, and of a name where the gateway has several of it; undefined where there is none. */
export function one(objects: any[], kind: string, name?: string): any {
  const found = objects.filter(object => object.kind === kind && (name === undefined || object.metadata.name === name));
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}
