import { Mistake } from './mistakes';
import { Prefix } from './prefix';
import { Ranges } from './ranges';
import { readBlock } from './read-block';
import { Spans } from './spans';
import { copy, goBehind } from './words';
import { Fault } from '../fault';

/** Reads addresses and blocks into a set. Goes on after a mistake: a list is repaired in one go. */
export class Reader {
  private readonly ipv4 = new Spans(1);
  private readonly ipv6 = new Spans(4);
  private readonly prefix = new Prefix();
  private readonly behind = new Uint32Array(4);
  private readonly faults: Fault[] = [];
  private taken = 0;
  private refused = 0;

  /** @param mostFaults how many mistakes are told; the others are only counted */
  public constructor(private readonly mostFaults: number) {}

  /** Takes each of the texts; `place` tells where it stands, for messages. */
  public readAll(texts: readonly unknown[], place: (index: number) => string): void {
    for (const [index, text] of texts.entries()) {
      if (typeof text !== 'string' || !this.read(text, 0, text.length)) this.refuse(text, place(index));
    }
  }

  /** Takes what stands from `start` to before `end`, or returns false if it is not to be read. */
  public read(text: string, start: number, end: number): boolean {
    const { prefix, behind } = this;
    if (!prefix.read(text, start, end) || prefix.isMapped || prefix.hasHostBits) return false;
    copy(prefix.address, 0, behind, 0, prefix.words);
    goBehind(behind, 0, prefix.length);
    (prefix.words === 1 ? this.ipv4 : this.ipv6).add(prefix.address, behind);
    this.taken++;
    return true;
  }

  /** Whether there was nothing to read, not even a mistake. */
  public get isEmpty(): boolean {
    return this.taken + this.refused === 0;
  }

  /** The set; or an error that tells the mistakes. */
  public ranges(): Ranges {
    if (this.refused === 0) return { ipv4: this.ipv4.edges(), ipv6: this.ipv6.edges() };
    const together = Fault.together(this.faults);
    const more = this.refused - this.faults.length;
    throw more === 0 ? together : new Fault(together.code, `${together.message}\nand ${more} more`);
  }

  private refuse(text: unknown, place: string): void {
    this.refused++;
    if (this.refused > this.mostFaults) return;
    const mistake = readBlock(text) as Mistake;
    this.faults.push(new Fault(mistake.code, { ...mistake, what: `${place}: ${mistake.what}` }));
  }
}
