import { Fault } from '../fault';
import { fromWords, printWords } from './address';
import { IpBlock } from './ip-block';
import { readList } from './list-file';
import { countBlocks, eachBlock } from './minimal-blocks';
import { ALL, NO_IPV4, NO_IPV6, Ranges, blockAround, covers, intersect, printRanges, subtract, union } from './ranges';
import { Reader } from './reader';
import { guardDoors } from '../doors/door';

/** Which part of a vendor's published file is meant. */
export interface IpBlocksFileOptions {
  /**
   * Only the addresses of this service: AWS `service` (`CLOUDFRONT_ORIGIN_FACING`), GitHub's key (`hooks`), the name of an Azure
   * service tag (`AzureFrontDoor.Backend`), Google `service` (`Google Cloud`).
   *
   * Required for AWS, GitHub and Azure, whose files mix everything that the vendor owns (error `service-missing`).
   *
   * @default - all addresses of the file, where it holds only one thing
   */
  readonly service?: string;

  /**
   * Only the addresses of this region: AWS and Azure `region`, Google `scope`. With Azure, the service `Storage` in
   * the region `westeurope` is the tag `Storage.WestEurope`.
   *
   * @default - all regions
   */
  readonly region?: string;
}

/**
 * A set of addresses: sorted (IPv4 first), and always written as the fewest CIDR blocks that hold exactly these addresses.
 *
 * A value: every operation returns a new set. Equal sets have equal texts, whatever they were made of.
 */
export class IpBlocks {
  /**
   * The set of these addresses and blocks.
   *
   * An error names all entries that `IpBlock.parse` refuses, each with its index; without any entry it is the error `empty-list`.
   *
   * @param blocks Addresses and blocks in any order, such as `203.0.113.7` or `2001:db8::/32`; they may overlap.
   */
  public static of(...blocks: string[]): IpBlocks {
    if (blocks.length === 0) {
      throw new Fault('empty-list', {
        what: 'IpBlocks.of() was given no block',
        why: 'an empty allow list locks everyone out, and a variable that nobody set looks the same',
        instead: 'write at least one, such as IpBlocks.of("203.0.113.0/24")',
      });
    }
    const reader = new Reader(blocks.length);
    reader.readAll(blocks, index => `blocks[${index}]`);
    return new IpBlocks(reader.ranges());
  }

  /**
   * The set that a file holds.
   *
   * Either text, with one address or block a line, `#` comments and blank lines; or JSON as it is published by AWS (ip-ranges.json),
   * Google (goog.json, cloud.json and the files of its crawlers), Cloudflare (API /ips), Fastly (public-ip-list), GitHub (API /meta)
   * and Azure (Service Tags). Nothing is guessed: each entry that cannot be read is an error with its line or its place in the JSON (up
   * to twenty of them). Other errors are `unreadable-file`, `unknown-format`, `empty-list`, `service-missing`, and `bad-filter` for a service or
   * region that the file does not know.
   *
   * The file is read at synth. Commit it: then a changed address is a change that somebody reviews.
   *
   * @param path Path of the file, from the working directory.
   * @param options Which part of a vendor's file is meant.
   */
  public static fromFile(path: string, options: IpBlocksFileOptions = {}): IpBlocks {
    return new IpBlocks(readList(path, options));
  }

  /** Every address there is: `0.0.0.0/0` and `::/0`. */
  public static all(): IpBlocks {
    return new IpBlocks(ALL);
  }

  private constructor(private readonly ranges: Ranges) {}

  /** Whether the set holds no address, which `minus` and `intersect` can result in. */
  public get isEmpty(): boolean {
    return this.ranges.ipv4.addresses.length === 0 && this.ranges.ipv6.addresses.length === 0;
  }

  /** The fewest blocks that together are this set, sorted, IPv4 first. A copy. */
  public get blocks(): IpBlock[] {
    const blocks: IpBlock[] = [];
    for (const family of [this.ranges.ipv4, this.ranges.ipv6]) {
      eachBlock(family, (address, prefixLength) => blocks.push(IpBlock._of(blockAround(fromWords(address, family.words), prefixLength))));
    }
    return blocks;
  }

  /** Its IPv4 addresses. */
  public get ipv4(): IpBlocks {
    return new IpBlocks({ ...this.ranges, ipv6: NO_IPV6 });
  }

  /** Its IPv6 addresses. */
  public get ipv6(): IpBlocks {
    return new IpBlocks({ ...this.ranges, ipv4: NO_IPV4 });
  }

  /**
   * The addresses that are in this set or in the other.
   *
   * @param other The set to add.
   */
  public union(other: IpBlocks): IpBlocks {
    return new IpBlocks(union(this.ranges, other.ranges));
  }

  /**
   * The addresses that are in this set and not in the other; may be empty.
   *
   * @param other The set to take away.
   */
  public minus(other: IpBlocks): IpBlocks {
    return new IpBlocks(subtract(this.ranges, other.ranges));
  }

  /**
   * The addresses that are in both sets; may be empty.
   *
   * @param other The set to compare with.
   */
  public intersect(other: IpBlocks): IpBlocks {
    return new IpBlocks(intersect(this.ranges, other.ranges));
  }

  /**
   * Whether an address, or every address of a block, is in this set, even if it spans several of its blocks.
   *
   * @param address An address or block; the same errors as `IpBlock.parse`.
   */
  public contains(address: string): boolean {
    const { _first: first, _last: last } = IpBlock.parse(address);
    return covers(this.ranges, { first, last });
  }

  /**
   * Whether the sets share an address.
   *
   * @param other The set to compare with.
   */
  public overlaps(other: IpBlocks): boolean {
    return !this.intersect(other).isEmpty;
  }

  /**
   * Whether every address of the other set is in this one. An empty set is in every set.
   *
   * @param other The set that may be inside.
   */
  public includesAll(other: IpBlocks): boolean {
    return other.minus(this).isEmpty;
  }

  /** The texts of `blocks`. */
  public toStrings(): string[] {
    const text = this.toString();
    return text === '' ? [] : text.split(',');
  }

  /** The texts of `blocks`, separated by commas. */
  public toString(): string {
    return printRanges(this.ranges);
  }

  /**
   * How many blocks these are.
   * @internal
   */
  public get _blockCount(): number {
    return countBlocks(this.ranges.ipv4) + countBlocks(this.ranges.ipv6);
  }

  /**
   * Visits each block, without a list of them all.
   * @internal
   */
  public _eachBlock(visit: (address: string, prefixLength: number) => void): void {
    for (const family of [this.ranges.ipv4, this.ranges.ipv6]) {
      eachBlock(family, (address, prefixLength) => visit(printWords(address, family.words), prefixLength));
    }
  }
}

guardDoors('IpBlocks', IpBlocks);
