import { Flight } from '../rig/chain';

/** One way to spell or forge a request. */
export interface Attack {
  /** A sentence's end: "a request with …". */
  readonly name: string;
  /** What is sent before the request. @default - nothing */
  readonly prefix?: Buffer;
  /** The request, from the plain one. @default - as it is */
  readonly spell?: (plain: Flight['request']) => Flight['request'];
}

export function withHeaders(name: string, ...headers: [string, string][]): Attack {
  return { name, spell: plain => ({ ...plain, headers: [...(plain.headers ?? []), ...headers] }) };
}

/** Every spelling of one kind with every one of the other. */
export function both(some: Attack[], others: Attack[]): Attack[] {
  return some.flatMap(one => others.map(other => ({
    name: `${one.name}, ${other.name}`,
    prefix: Buffer.concat([one.prefix ?? Buffer.alloc(0), other.prefix ?? Buffer.alloc(0)]),
    spell: (plain: Flight['request']) => (other.spell ?? (it => it))((one.spell ?? (it => it))(plain)),
  })));
}

export const PLAIN: Attack = { name: 'nothing forged' };
