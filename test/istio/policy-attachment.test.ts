import { Selects, attaches, attachment, selection } from '../../src/istio/policy-attachment';

const pods = { namespace: 'edge', labels: { app: 'gw', istio: 'gw' } };
const made = { namespace: 'edge', labels: { 'gateway.networking.k8s.io/gateway-name': 'public' } };
const ref = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' };
const by = (matchLabels: { [name: string]: string }) => ({ selector: { matchLabels } });

test.each([
  ['all labels are there', { app: 'gw' }, Selects.YES],
  ['it has none', {}, Selects.YES],
  ['one has another value', { app: 'gw', istio: 'other' }, Selects.NO],
  ['one has another value, and one is not known', { tier: 'web', istio: 'other' }, Selects.NO],
  ['one is not known', { app: 'gw', tier: 'web' }, Selects.UNKNOWN],
])('what a selector does with pods, as far as their labels are known: %s', (_, selector, expected) => {
  expect(selection(selector, pods.labels)).toBe(expected);
});

test.each<[string, { namespace: string; spec: any }, typeof pods | typeof made, Selects]>([
  ['in their namespace, without selector', { namespace: 'edge', spec: {} }, pods, Selects.YES],
  ['in the root namespace', { namespace: 'istio-system', spec: by({ app: 'gw' }) }, pods, Selects.YES],
  ['in another one', { namespace: 'shop', spec: {} }, pods, Selects.NO],
  ['by a label that is not known', { namespace: 'edge', spec: by({ tier: 'web' }) }, pods, Selects.UNKNOWN],
  ['by workloadSelector', { namespace: 'edge', spec: { workloadSelector: { labels: { app: 'gw' } } } }, pods, Selects.YES],
  ['by targetRefs', { namespace: 'edge', spec: { targetRefs: [ref] } }, made, Selects.YES],
  ['by targetRef', { namespace: 'edge', spec: { targetRef: ref } }, made, Selects.YES],
  ['by targetRefs from the root namespace', { namespace: 'istio-system', spec: { targetRefs: [ref] } }, made, Selects.NO],
  ['by targetRefs without group', { namespace: 'edge', spec: { targetRefs: [{ ...ref, group: undefined }] } }, made, Selects.NO],
  ['by targetRefs, of a classic gateway', { namespace: 'edge', spec: { targetRefs: [ref] } }, pods, Selects.NO],
])('what an object does with pods: %s', (_, object, workload, expected) => {
  expect(attachment(object, workload, 'istio-system')).toBe(expected);
  expect(attaches(object, workload, 'istio-system')).toBe(expected === Selects.YES);
});
