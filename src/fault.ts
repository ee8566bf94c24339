import { FaultCode } from './fault-codes';

/** The three things that every error of this library says, in this order. */
export interface FaultText {
  /** What is wrong, with the value that was given. */
  readonly what: string;
  /** Why it matters: what would happen in the cluster. */
  readonly why: string;
  /** What to write instead. */
  readonly instead: string;
}

/**
 * An error that teaches: `[code] what; why; what to write instead`.
 *
 * Only the message reaches users of other languages than TypeScript, so everything is in the message;
 * docs/errors.md lists the codes.
 */
export class Fault extends Error {
  /** Several faults as one error, so that a list is reported whole and not one entry a run. */
  public static together(faults: readonly Fault[]): Fault {
    return faults.length === 1 ? faults[0] : new Fault(faults[0].code, faults.map(fault => fault.message).join('\n'));
  }

  public constructor(public readonly code: FaultCode, text: FaultText | string, at?: { readonly node: { readonly path: string } }) {
    const message = typeof text === 'string' ? text : `[${code}] ${text.what}; ${text.why}; ${text.instead}`;
    super(at ? `${message} (at ${at.node.path})` : message);
    this.name = 'Fault';
    // The first line of code that the user sees is their own.
    this.stack = this.stack?.split('\n').filter(line => !(/^ +at /.test(line) && line.includes(__dirname))).join('\n');
  }
}

/** A list of texts in a sentence: the first ones, and how many more there are. */
export function summary(texts: readonly string[]): string {
  return texts.length > 4 ? `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more` : texts.join(', ');
}
