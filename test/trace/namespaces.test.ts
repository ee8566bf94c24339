import { Manifests, Tracer } from '../../src/analysis';

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: web, namespace: edge}
spec:
  selector: {istio: edge}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [www.example.com]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: edge, namespace: edge}
spec: {selector: {matchLabels: {istio: edge}}, template: {metadata: {labels: {istio: edge}}}}
---`;
const policy = (metadata: string, address: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {${metadata}}
spec: {selector: {matchLabels: {istio: edge}}, action: DENY, rules: [{from: [{source: {notIpBlocks: [${address}]}}]}]}
---`;

/** What becomes of a request from 198.51.100.7. */
const verdict = (text: string) => new Tracer(Manifests.fromText(text)).trace({ peer: '198.51.100.7', host: 'www.example.com' }).verdict;

test('an answer that depends on a namespace that is not written is not certain', () => {
  const { verdict: its, reason } = new Tracer(Manifests.fromText(GATEWAY + policy('name: office', '203.0.113.0/24'))).trace({ peer: '198.51.100.7', host: 'www.example.com' });
  expect([its, reason]).toEqual(['UNCERTAIN', expect.stringContaining('names no namespace')]);
});

test('one that does not, is certain', () => {
  expect(verdict(GATEWAY + policy('name: office', '198.51.100.0/24'))).toBe('ADMITTED');
  expect(verdict(GATEWAY + policy('name: office, namespace: edge', '203.0.113.0/24') + policy('name: other', '203.0.113.0/24'))).toBe('DENIED');
});

test('where no object names one, all are together', () => {
  const without = (text: string) => text.replace(/, namespace: edge/g, '');
  expect(verdict(without(GATEWAY + policy('name: office', '203.0.113.0/24')))).toBe('DENIED');
});
