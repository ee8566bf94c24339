/**
 * Whether one of these patterns matches a path, as in .gitignore: `*` and `?` within a name, `**` across folders; a pattern without a slash is for names at
 * any depth.
 */
export function globs(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map(pattern => {
    const anchored = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
    const source = anchored.replace(/\*\*\/|\*\*|\*|\?|[\\^$.|+()[\]{}]/g, token => TRANSLATED[token] ?? `\\${token}`);
    return new RegExp(`^${/\//.test(anchored) ? '' : '(?:.*/)?'}${source}$`, 's');
  });
  return path => expressions.some(expression => expression.test(path));
}

const TRANSLATED: Record<string, string> = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' };
