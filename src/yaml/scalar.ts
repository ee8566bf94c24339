import { YamlError } from './yaml-error';

/** What a scalar without quotes, or with a tag, is; whole numbers as bigint. */
export type Scalar = string | number | bigint | boolean | null;

const PREFIX = 'tag:yaml.org,2002:';

/** Texts that are something else (go-yaml v2, resolve.go). */
const NAMED = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(text => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(text => [text, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map(text => [text, null] as const),
  ...['.nan', '.NaN', '.NAN'].map(text => [text, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(text => [text, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map(text => [text, -Infinity] as const),
]);

/** Tags that say what a text is to be. With any other, the text stays a text. */
const RESOLVED = ['str', 'bool', 'int', 'float', 'null', 'timestamp'].map(name => PREFIX + name);

export function resolveScalar(tag: string, text: string, offset: number): Scalar {
  if (tag === `${PREFIX}binary`) return decoded(text, offset);
  if (tag !== '' && !RESOLVED.includes(tag)) return text;
  const [found, value] = tag === `${PREFIX}str` ? ['str', text] as const : resolved(text);
  const wanted = tag.slice(PREFIX.length);
  if (wanted === '' || wanted === 'str' || wanted === found) return value;
  if (wanted === 'float' && typeof value === 'bigint' && value <= MAX_INT64) return Number(value);
  if (wanted === 'timestamp' && isTimestamp(text)) return text;
  throw new YamlError(`cannot decode !!${found} \`${text}\` as a !!${wanted}`, offset);
}

function resolved(text: string): readonly [string, Scalar] {
  if (!/^(?:[-+.~yYnNtTfFoO\d]|$)/.test(text)) return ['str', text];
  if (NAMED.has(text)) {
    const value = NAMED.get(text)!;
    return [value === null ? 'null' : typeof value === 'boolean' ? 'bool' : 'float', value];
  }
  if (text.startsWith('.')) return /^\.\d+(?:[eE][-+]?\d+)?$/.test(text) ? finite(text, text) : ['str', text];
  if (!/^[-+\d]/.test(text)) return ['str', text];
  const plain = text.replace(/_/g, '');
  const int = integer(plain);
  if (int !== undefined) return ['int', int];
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) ? finite(plain, text) : ['str', text];
}

/** Go refuses numbers that it cannot hold, and they stay texts. */
function finite(plain: string, text: string): readonly [string, Scalar] {
  const value = Number(plain);
  return Number.isFinite(value) ? ['float', value] : ['str', text];
}

/** Whole numbers of 64 bits, in Go's bases. */
function integer(plain: string): bigint | undefined {
  const [, sign, digits] = /^([-+]?)(0[xX][\dA-Fa-f]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9]\d*)$/.exec(plain) ?? [];
  if (digits !== undefined) return inRange(sign, /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  // go-yaml itself reads what follows 0b, with a sign of its own.
  const [, inner, binary] = /^0b([-+])([01]+)$/.exec(plain) ?? [];
  return binary === undefined ? undefined : inRange(inner, `0b${binary}`);
}

const MAX_INT64 = 2n ** 63n - 1n;

function inRange(sign: string, digits: string): bigint | undefined {
  const short = digits.replace(/^(0[xXbBoO])0+(?=[\dA-Fa-f])/, '$1');
  // More digits than any base needs for 64 bits.
  if (short.length > 66) return undefined;
  const size = BigInt(short);
  if (size > (sign === '-' ? MAX_INT64 + 1n : sign === '+' ? MAX_INT64 : 2n ** 64n - 1n)) return undefined;
  return sign === '-' ? -size : size;
}

/** Dates with a time or without, as go-yaml reads them. */
function isTimestamp(text: string): boolean {
  const [, year, month, day, hour = '0', minute = '0', second = '0'] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d))|(?: +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/
      .exec(text) ?? [];
  if (year === undefined) return false;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const isDate = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
  return isDate && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function decoded(text: string, offset: number): string {
  const base64 = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(base64)) throw new YamlError('!!binary value contains invalid base64 data', offset);
  // Go replaces each byte that is no UTF-8; Node.js some of them together.
  return Buffer.from(base64, 'base64').toString('latin1')
    .replace(UTF8, bytes => bytes.length === 1 ? '\ufffd' : Buffer.from(bytes, 'latin1').toString('utf8'));
}

const UTF8 = new RegExp([
  '[\\xc2-\\xdf][\\x80-\\xbf]', '\\xe0[\\xa0-\\xbf][\\x80-\\xbf]', '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}', '\\xed[\\x80-\\x9f][\\x80-\\xbf]',
  '\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}', '[\\xf1-\\xf3][\\x80-\\xbf]{3}', '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}', '[\\x80-\\xff]',
].join('|'), 'g');

/** A scalar as a key of JSON, as sigs.k8s.io/yaml writes it; undefined for what cannot be one. */
export function keyText(scalar: Scalar): string | undefined {
  if (scalar === null || typeof scalar === 'bigint' && scalar > MAX_INT64) return undefined;
  return typeof scalar === 'number' ? float32Text(scalar) : String(scalar);
}

/** Go's shortest text of a number of 32 bits, with an exponent from 1e+06 up and from 1e-05 down. */
function float32Text(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single < 0 ? '-.inf' : '.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let digits = 1;
  while (Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  const [mantissa, exponent] = single.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return Number(single.toPrecision(digits)).toString();
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
