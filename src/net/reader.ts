import { Mistake } from './mistakes';
import { Prefix } from './prefix';
import { Ranges } from './ranges';
import { readBlock } from './read-block';
import { Spans } from './spans';
import { copy, moveAfter } from './words';
import { Fault } from '../fault';

/** Reads addresses and blocks into a set. Continues after a mistake, so that a list is repaired in one go. */
export class Reader {
  private readonly ipv4 = new Spans(1);
  private readonly ipv6 = new Spans(4);
  private readonly prefix = new Prefix();
  private readonly end = new Uint32Array(4);
  private readonly faults: Fault[] = [];
  private taken = 0;
  private refused = 0;

  /** @param maxFaults how many mistakes the error names; the others are only counted */
  public constructor(private readonly maxFaults: number) {}

  /** Reads each of the texts; `place` says where it is written, for messages. */
  public readAll(texts: readonly unknown[], place: (index: number) => string): void {
    for (const [index, text] of texts.entries()) {
      if (typeof text !== 'string' || !this.read(text, 0, text.length)) this.refuse(text, place(index));
    }
  }

  /** Reads the text from `start` to before `end`; false if it is not an address or block that this library takes. */
  public read(text: string, start: number, end: number): boolean {
    const { prefix } = this;
    if (!prefix.read(text, start, end) || prefix.isMapped || prefix.hasHostBits) return false;
    copy(prefix.address, 0, this.end, 0, prefix.words);
    moveAfter(this.end, 0, prefix.length);
    (prefix.words === 1 ? this.ipv4 : this.ipv6).add(prefix.address, this.end);
    this.taken++;
    return true;
  }

  /** Whether there was nothing to read, not even a mistake. */
  public get isEmpty(): boolean {
    return this.taken + this.refused === 0;
  }

  /** The set. Throws a Fault that names the mistakes, if there are any. */
  public ranges(): Ranges {
    if (this.refused === 0) return { ipv4: this.ipv4.edges(), ipv6: this.ipv6.edges() };
    const together = Fault.together(this.faults);
    const more = this.refused - this.faults.length;
    throw more === 0 ? together : new Fault(together.code, `${together.message}\nand ${more} more`);
  }

  private refuse(text: unknown, place: string): void {
    this.refused++;
    if (this.refused > this.maxFaults) return;
    const mistake = readBlock(text) as Mistake;
    this.faults.push(new Fault(mistake.code, { ...mistake, what: `${place}: ${mistake.what}` }));
  }
}
