import { readFileSync } from 'fs';
import { join } from 'path';
import { COST } from '../../src/istio/long-list';

const { requests } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'gateway-cost.json'), 'utf8'));
const measured = (entries: number, way: string): number => requests.find((one: any) => one.entries === entries && one.way === way).ratio;

// An error tells these figures, so they are those of the benchmark's last run.

test.each(Object.entries(COST.policy))('an AuthorizationPolicy with %s entries costs %d times a request', (entries, cost) => {
  expect(Number(measured(Number(entries), 'AuthorizationPolicy').toPrecision(2))).toBe(cost);
});

test.each([1_000, 10_000, 100_000])('a trie with %d entries costs no more than is said', entries => {
  expect(Number(measured(entries, 'IP trie').toPrecision(2))).toBe(COST.trie);
});
