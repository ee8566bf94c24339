import { isDryRun } from '../../src/istio/dry-run';

test.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('istiod takes "%s" for a dry run', value => {
  expect(isDryRun({ 'istio.io/dry-run': value })).toBe(true);
});

test.each([undefined, {}, ...['', 'yes', 'tRUE', '0', 'false', ' true'].map(value => ({ 'istio.io/dry-run': value }))])('and not %j', annotations => {
  expect(isDryRun(annotations)).toBe(false);
});
