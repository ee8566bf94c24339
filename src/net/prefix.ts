import { readAddress } from './read-address';
import { Words, trailingZeros } from './words';

/** A block as it is written. Each read fills it again, so that a million blocks need one object. */
export class Prefix {
  public readonly address = new Uint32Array(4);
  public words: Words = 1;
  public length = 0;

  /**
   * Reads the text from `start` to before `end`, as Go's netip.ParseAddr does, or netip.ParsePrefix if there is a slash.
   *
   * @returns whether it is an address or a block
   * @see https://pkg.go.dev/net/netip#ParsePrefix
   */
  public read(text: string, start: number, end: number): boolean {
    const slash = slashIn(text, start, end);
    const words = readAddress(text, start, slash, this.address);
    if (words === 0) return false;
    this.words = words;
    this.length = slash === end ? 32 * words : readLength(text, slash + 1, end);
    return this.length <= 32 * words;
  }

  /** Whether it is IPv4, written as IPv4-mapped IPv6. */
  public get isMapped(): boolean {
    return this.words === 4 && this.length >= 96 && this.address[0] === 0 && this.address[1] === 0 && this.address[2] === 0xffff;
  }

  /** Whether bits are set beyond the prefix length. */
  public get hasHostBits(): boolean {
    return trailingZeros(this.address, this.words) < 32 * this.words - this.length;
  }
}

/** The last slash, if a prefix length may follow it, and `end` otherwise. */
function slashIn(text: string, start: number, end: number): number {
  for (let at = end - 1; at >= start && at > end - 5; at--) {
    if (text.charCodeAt(at) === SLASH) return at;
  }
  return end;
}

/** Infinity for what is not a prefix length. */
function readLength(text: string, start: number, end: number): number {
  let length = start === end ? Infinity : 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    // No sign and no leading zero.
    length = digit >= 0 && digit <= 9 && (length > 0 || at === start) ? length * 10 + digit : Infinity;
  }
  return length;
}

const [SLASH, ZERO] = [...'/0'].map(character => character.charCodeAt(0));
