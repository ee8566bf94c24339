/** One way in which a header of a proxy's own may hold, or seem to hold, an address. */
export interface HeaderForm {
  /** The end of "a header …". */
  readonly says: string;
  /** Lines, as name and value; `name` is the header's as it is configured. */
  lines(name: string, address: string, other: string): [string, string][];
}

const one = (says: string, value: (address: string, other: string) => string): HeaderForm => ({
  says, lines: (name, address, other) => [[name, value(address, other)]],
});

/** Latin-1, each character a byte. */
const fullWidth = (text: string) => Buffer.from(text.replace(/\d/g, digit => String.fromCharCode(0xff10 + Number(digit)))).toString('latin1');
const octets = (address: string) => address.split('.').map(Number);
const hex = (number: number) => number.toString(16).padStart(2, '0');

/** For addresses of both families. `other` is an address on the other side of the list. */
const FORMS: readonly HeaderForm[] = [
  one('that holds it', a => a),
  one('with blanks around it', a => `  ${a}  `),
  one('with tabs around it', a => `\t${a}\t`),
  one('with a port', a => a.includes(':') ? `[${a}]:1234` : `${a}:1234`),
  one('with an empty port', a => `${a}:`),
  one('in brackets', a => `[${a}]`),
  one('in brackets with a port', a => `[${a}]:443`),
  one('with a zone', a => `${a}%eth0`),
  one('with a zone in brackets', a => `[${a}%1]`),
  one('with a prefix length', a => `${a}/32`),
  one('in quotes', a => `"${a}"`),
  one('as Forwarded writes it', a => `for=${a}`),
  one('with a comma behind it', a => `${a},`),
  one('with a comma before it', a => `,${a}`),
  one('with a semicolon', a => `${a};`),
  one('with a letter behind it', a => `${a}x`),
  one('with a dot behind it', a => `${a}.`),
  one('with an encoded line feed', a => `${a}%0a`),
  one('with a no-break space', a => `${a}\u00a0`),
  one('with a byte that is no UTF-8', a => `\u00ff${a}`),
  one('with a byte order mark', a => `\u00ef\u00bb\u00bf${a}`),
  one('in full-width digits', fullWidth),
  one('in upper case', a => a.toUpperCase()),
  one('very long by blanks', a => a + ' '.repeat(20000) + 'x'),
  one('very long', a => a + '0'.repeat(20000)),
  one('that holds it twice', a => `${a}, ${a}`),
  one('that holds it, then the other', (a, other) => `${a}, ${other}`),
  one('that holds the other, then it', (a, other) => `${other}, ${a}`),
  one('that holds both with a blank', (a, other) => `${a} ${other}`),
  one('that holds both with a blank, the other first', (a, other) => `${other} ${a}`),
  { says: 'in two lines', lines: (name, a) => [[name, a], [name, a]] },
  { says: 'in two lines, then the other', lines: (name, a, other) => [[name, a], [name, other]] },
  { says: 'in two lines, the other first', lines: (name, a, other) => [[name, other], [name, a]] },
  { says: 'in two lines, an empty one first', lines: (name, a) => [[name, ''], [name, a]] },
  { says: 'in two lines, an empty one last', lines: (name, a) => [[name, a], [name, '']] },
  { says: 'in upper case, then the other in lower case', lines: (name, a, other) => [[name.toUpperCase(), a], [name, other]] },
  { says: 'in lower case, then the other in upper case', lines: (name, a, other) => [[name, a], [name.toUpperCase(), other]] },
  { says: 'with underscores beside, of the other', lines: (name, a, other) => [[name.replace(/-/g, '_'), other], [name, a]] },
  { says: 'with underscores only', lines: (name, a) => [[name.replace(/-/g, '_'), a]] },
  { says: 'in upper case', lines: (name, a) => [[name.toUpperCase(), a]] },
  { says: 'that Connection names', lines: (name, a) => [[name, a], ['connection', name]] },
  { says: 'that Connection names, with the other in X-Forwarded-For', lines: (name, a, other) => [[name, a], ['connection', name], ['x-forwarded-for', other]] },
  { says: 'with the other in X-Forwarded-For', lines: (name, a, other) => [[name, a], ['x-forwarded-for', other]] },
  { says: 'that is missing, with the other in X-Forwarded-For', lines: (_, __, other) => [['x-forwarded-for', other]] },
  one('that is empty', () => ''),
  one('that is blank', () => '   '),
  one('of a comma', () => ','),
  one('of no address', () => 'unknown'),
];

const V4: readonly HeaderForm[] = [
  one('as an IPv4-mapped address', a => `::ffff:${a}`),
  one('as an IPv4-mapped address in upper case', a => `::FFFF:${a}`),
  one('as an IPv4-mapped address in brackets', a => `[::ffff:${a}]`),
  one('as an IPv4-mapped address with a zone', a => `::ffff:${a}%1`),
  one('as an IPv4-mapped address in hexadecimal', a => { const [p, q, r, s] = octets(a); return `::ffff:${hex(p)}${hex(q)}:${hex(r)}${hex(s)}`; }),
  one('as an IPv4-mapped address at full length', a => `0:0:0:0:0:ffff:${a}`),
  one('as an IPv4-mapped address with all zeros', a => `0000:0000:0000:0000:0000:FFFF:${a}`),
  one('as an IPv4-compatible address', a => `::${a}`),
  one('as NAT64 writes it', a => `64:ff9b::${a}`),
  one('as 6to4 writes it', a => { const [p, q, r, s] = octets(a); return `2002:${hex(p)}${hex(q)}:${hex(r)}${hex(s)}::1`; }),
  one('with leading zeros', a => octets(a).map(octet => `${octet}`.padStart(3, '0')).join('.')),
  one('in octal', a => octets(a).map(octet => `0${octet.toString(8)}`).join('.')),
  one('in hexadecimal', a => octets(a).map(octet => `0x${hex(octet)}`).join('.')),
  one('as one hexadecimal number', a => `0x${octets(a).map(hex).join('')}`),
  one('as one number', a => `${octets(a).reduce((sum, octet) => sum * 256 + octet, 0)}`),
  one('in three parts', a => { const [p, q, r, s] = octets(a); return `${p}.${q}.${r * 256 + s}`; }),
  one('with a plus', a => `+${a}`),
];

const V6: readonly HeaderForm[] = [
  one('at full length', a => expanded(a).join(':')),
  one('at full length, in upper case', a => expanded(a).join(':').toUpperCase()),
  one('with a dotted end', a => {
    const groups = expanded(a).map(group => parseInt(group, 16)); const [g, h] = groups.slice(6);
    return `${groups.slice(0, 6).map(group => group.toString(16)).join(':')}:${g >> 8}.${g & 255}.${h >> 8}.${h & 255}`;
  }),
  one('with a numeric zone', a => `${a}%1`),
  one('with two double colons', a => a.replace('::', '::0::')),
];

function expanded(address: string): string[] {
  const [left, right] = address.split('::').map(part => part.split(':').filter(Boolean));
  return [...left, ...Array(8 - left.length - right.length).fill('0'), ...right].map(group => group.padStart(4, '0'));
}

export function headerForms(address: string): readonly HeaderForm[] {
  return [...FORMS, ...address.includes(':') ? V6 : V4];
}
