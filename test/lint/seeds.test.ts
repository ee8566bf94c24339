import { join } from 'path';
import { Linter, Manifests } from '../../src/analysis';

/** What the linter finds in the recipes that five articles tell people to copy. */
function found(...files: string[]): string[] {
  const { findings } = new Linter().lint(Manifests.fromPaths(...files.map(file => join('test', 'data', 'seeds', `${file}.yaml`))));
  return [...new Set(findings.map(({ severity, code }) => `${severity} ${code}`))].sort();
}

const GATEWAY = 'gateway';

describe('the recipes of the articles, as a real gateway was seen to behave', () => {
  test.each<[string, string[], string[]]>([
    ['Envoy refuses every listener: filters by name only', ['name-only-filters'], ['error filter-without-typed-config']],
    ['the same, in the article on Classic ELBs', ['name-only-filters-of-elb'], ['error filter-without-typed-config']],
    ['every connection is reset: a typed filter and the topology', ['typed-filters', 'proxy-protocol-patched', GATEWAY],
      ['error double-proxy-protocol', 'warning unguarded-trust']],
    ['a forged entry is admitted: two proxies counted, where one speaks PROXY', ['two-trusted-proxies', 'name-only-filters', GATEWAY],
      ['error filter-without-typed-config', 'warning forgeable-proxy-count', 'warning unguarded-trust']],
    ['the same, without a Gateway among the files', ['two-trusted-proxies', 'name-only-filters'],
      ['error filter-without-typed-config', 'warning forgeable-proxy-count']],
    ['2.2.2.2/24 means 256 addresses', ['deny-remote-ip-blocks', 'num-trusted-proxies-patched', GATEWAY],
      ['warning host-bits', 'warning missing-mapped-form', 'warning unguarded-trust']],
    ['123.120.234.15/24, too', ['deny-ip-blocks'], ['warning host-bits']],
    ['a client that bypasses the load balancer with a forged header is admitted', ['one-trusted-proxy', 'allow-remote-ip-blocks', GATEWAY],
      ['info missing-mapped-form', 'warning unguarded-trust']],
    ['the allowed client is refused: ipBlocks sees the load balancer', ['allow-ip-blocks', 'proxy-protocol-patched', GATEWAY],
      ['warning ip-blocks-after-proxy', 'warning unguarded-trust']],
    ['whoever reaches the pod is admitted with any address that they name', ['proxy-protocol-patched', GATEWAY], ['warning unguarded-trust']],
  ])('%s', (_, files, expected) => {
    expect(found(...files)).toEqual(expected);
  });
});
