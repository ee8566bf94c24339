import { Attack } from './attack';

/** Spellings of a protected host that a router, a backend or a policy might read in different ways. `open` is a host that everyone may ask for. */
export function spelledHosts(host: string, open: string): Attack[] {
  const asHost = (name: string, authority: string): Attack => ({ name: `Host ${name}`, spell: plain => ({ ...plain, authority }) });
  const tails = [':80', ':443', ':8443', ':8080', ':', ':abc', ':-1', ':+80', ':@', ':80.', ':80:80', ':0', ':00080', ':99999999999', ': 80', ':*', '.', '.:80', '..',
    ' ', '\t', ',', `,${open}`, `:80,${open}`, `, ${open}`, '/', '/x', '?', '#', '\\', '%00', '%20', ';', '@', `@${open}`, ':80/..', '\u00ff'];
  const heads = ['user@', 'user:password@', ' ', '.', 'x.', '*.', 'http://', 'https://', '//', `${open},`, `${open}, `, `${open}:80,`, `${open}@`, '\u00ff'];
  const title = (text: string) => text.split('.').map(part => part[0].toUpperCase() + part.slice(1)).join('.');
  return [
    ...[host.toUpperCase(), title(host), host.replace('a', 'A'), host].map(one => asHost(one, one)),
    ...tails.flatMap(tail => [asHost(`${host}${tail}`, host + tail), asHost(`${host.toUpperCase()}${tail}`, host.toUpperCase() + tail)]),
    ...heads.map(head => asHost(`${head}${host}`, head + host)),
    asHost('percent encoded', host.replace('.', '%2e')),
    asHost('with a fullwidth stop', host.replace('.', '\u00e3\u0080\u0082')),
    asHost('in brackets', `[${host}]`),
    asHost('in quotes', `"${host}"`),
    { name: 'no Host', spell: plain => ({ ...plain, authority: undefined }) },
    { name: 'an empty Host', spell: plain => ({ ...plain, authority: '' }) },
    { name: 'two Hosts, the open one first', spell: plain => ({ ...plain, authority: open, headers: [['host', host], ...(plain.headers ?? [])] }) },
    { name: 'two Hosts, the open one last', spell: plain => ({ ...plain, authority: host, headers: [['host', open], ...(plain.headers ?? [])] }) },
    { name: 'the same Host twice', spell: plain => ({ ...plain, authority: host, headers: [['host', host], ...(plain.headers ?? [])] }) },
    { name: 'a Host that is folded', spell: plain => ({ ...plain, authority: `${open}\r\n ${host}` }) },
    { name: 'absolute form of the host', spell: plain => ({ ...plain, authority: open, path: `http://${host}${plain.path ?? '/'}` }) },
    { name: 'absolute form with capitals and port', spell: plain => ({ ...plain, authority: open, path: `HTTP://${host.toUpperCase()}:80${plain.path ?? '/'}` }) },
    { name: 'absolute form of the open host', spell: plain => ({ ...plain, authority: host, path: `http://${open}${plain.path ?? '/'}` }) },
    { name: 'absolute form with a user', spell: plain => ({ ...plain, authority: open, path: `http://user@${host}${plain.path ?? '/'}` }) },
    { name: 'X-Forwarded-Host', spell: plain => ({ ...plain, authority: open, headers: [['x-forwarded-host', host], ...(plain.headers ?? [])] }) },
    { name: 'the SNI of the open host', spell: plain => ({ ...plain, authority: host, tls: plain.tls && { ...plain.tls, sni: open } }) },
    { name: 'no SNI', spell: plain => ({ ...plain, authority: host, tls: plain.tls && { ...plain.tls, sni: '' } }) },
    ...['post', 'FOO', 'TRACE', 'OPTIONS', 'HEAD', 'CONNECT', 'PROPFIND'].map((method): Attack => ({
      name: `method ${method}`, spell: plain => ({ ...plain, authority: host, method }),
    })),
    ...['//', '/\\admin', '/%2fadmin', '/x/..%2fadmin', '/admin;x', '/admin.', '/ADMIN', '/x/..;/admin', '/%252e%252e', '/?\u00ff', '/#x', '*', 'x'].map((path): Attack => ({
      name: `path ${path}`, spell: plain => ({ ...plain, authority: host, path }),
    })),
  ];
}
