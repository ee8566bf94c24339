import { RoutedPath } from '../../src/model/routes/routed-path';

// Every row was asked of Envoy 1.37.0, with the route that Istio makes of it.
test.each<[uri: any, rewrite: any, sent: string, arrives: string | undefined]>([
  [{ prefix: '/api/' }, { uri: '/' }, '/api/admin', '/admin'],
  [{ prefix: '/api/' }, { uri: '/' }, '/api', undefined],
  [{ prefix: '/api' }, { uri: '/' }, '/apiadmin', '/admin'],
  [{ prefix: '/api' }, { uri: '/' }, '/api/admin', '//admin'],
  [{ exact: '/start' }, { uri: '/admin' }, '/start', '/admin'],
  [{ regex: '/rest.*' }, { uri: '/admin' }, '/rest/of/it', '/admin'],
  [{}, { uri: '/app/' }, '/other', '/app/other'],
  [{ prefix: '/' }, { uri: '/app/' }, '/', '/app/'],
  [{ prefix: '/rx' }, { uriRegexRewrite: { match: '^/rx/[^/]+(/.*)$', rewrite: '\\1' } }, '/rx/x/admin', '/admin'],
  [{ prefix: '/rx' }, { uriRegexRewrite: { match: '^/rx/[^/]+(/.*)$', rewrite: '\\1' } }, '/rx/admin', '/rx/admin'],
  [{ prefix: '/all' }, { uriRegexRewrite: { match: 'a', rewrite: '[\\0]' } }, '/all/aa', '/[a]ll/[a][a]'],
  [{ segments: '/seg' }, { uri: '/' }, '/seg', '/'],
  [{ segments: '/seg' }, { uri: '/' }, '/seg/', '/'],
  [{ segments: '/seg' }, { uri: '/' }, '/seg/admin', '/admin'],
  [{ segments: '/seg' }, { uri: '/' }, '/segment', undefined],
  [{ segments: '/sep' }, { uri: '/q' }, '/sep/x', '/q/x'],
  [{ segments: '/sep' }, { uri: '/q' }, '/sep', '/q'],
])('%j with %j: %s arrives as %s', (uri, rewrite, sent, arrives) => {
  const path = new RoutedPath(uri, rewrite, false);
  expect(path.takes(sent) ? path.backendPath(sent) : undefined).toBe(arrives);
});

test.each<[uri: any, sent: string, arrives: string | undefined]>([
  [{ prefix: '/Case' }, '/CASE/admin', '/x/admin'],
  [{ exact: '/CaseExact' }, '/caseexact', '/x'],
  [{ regex: '/case.*' }, '/Case', undefined],
])('ignoreUriCase with %j: %s arrives as %s', (uri, sent, arrives) => {
  const path = new RoutedPath(uri, { uri: '/x' }, true);
  expect(path.takes(sent) ? path.backendPath(sent) : undefined).toBe(arrives);
});
