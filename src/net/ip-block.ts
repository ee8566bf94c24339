import { Fault } from '../fault';
import { isIpv4 } from './address';
import { Range, prefixLengthOf, printBlock } from './ranges';
import { isMistake, readBlock } from './read-block';
import { guardDoors } from '../doors/door';

/**
 * One CIDR block of IPv4 or IPv6 addresses: `203.0.113.0/24`, or `203.0.113.7/32` for a single address.
 *
 * A value: it never changes, and there is one text for it.
 */
export class IpBlock {
  /**
   * Reads an address or a block.
   *
   * Accepts what Go's `net/netip` accepts, with which Istio reads addresses: an address alone is the block of that one address;
   * no leading zeros, no short, octal or hexadecimal forms, no blanks. It also refuses these, because they mean
   * something else than they seem to: zones (error `zone`), IPv4-mapped IPv6 (error `ipv4-mapped`: write the IPv4 block) and
   * bits beyond the prefix length, as in `2.2.2.2/24` (error `host-bits`). Anything else is the error `bad-address`.
   *
   * @param text The address or block, such as `203.0.113.7`, `203.0.113.0/24` or `2001:db8::/32`.
   * @see https://pkg.go.dev/net/netip#ParsePrefix
   */
  public static parse(text: string): IpBlock {
    const read = readBlock(text);
    if (isMistake(read)) throw new Fault(read.code, read);
    return new IpBlock(read);
  }

  /** @internal */
  public static _of(block: Range): IpBlock {
    return new IpBlock(block);
  }

  /** Whether these are IPv4 addresses; they are IPv6 addresses otherwise. */
  public readonly isIpv4: boolean;

  /** How many leading bits the addresses share: the number after the slash, 0 to 32 for IPv4 and 0 to 128 for IPv6. */
  public readonly prefixLength: number;

  /**
   * Position of the first address on the line of `address.ts`, where IPv6 comes after IPv4.
   * @internal
   */
  public readonly _first: bigint;

  /**
   * Position of the last address.
   * @internal
   */
  public readonly _last: bigint;

  private constructor(block: Range) {
    this._first = block.first;
    this._last = block.last;
    this.isIpv4 = isIpv4(block.first);
    this.prefixLength = prefixLengthOf(block);
  }

  /**
   * Whether every address of the other block is in this one. Never across families: `::/0` does not contain `0.0.0.0/0`.
   *
   * @param other The block that may lie inside; a block contains itself.
   */
  public contains(other: IpBlock): boolean {
    return this._first <= other._first && other._last <= this._last;
  }

  /**
   * Whether the blocks share an address, which for blocks means that one contains the other.
   *
   * @param other The block to compare with.
   */
  public overlaps(other: IpBlock): boolean {
    return this._first <= other._last && other._first <= this._last;
  }

  /**
   * The block's one text: always with the prefix length, IPv6 in its shortest lower-case form.
   *
   * @see https://www.rfc-editor.org/rfc/rfc5952
   */
  public toString(): string {
    return printBlock({ first: this._first, last: this._last });
  }
}

guardDoors('IpBlock', IpBlock);
