import { execFileSync, spawnSync } from 'child_process';
import { openSync, readFileSync, writeFileSync } from 'fs';
import { basename, join } from 'path';
import { IpBlocks } from 'cdk8s-istio-source-ip';
import { Contest } from '../contest';
import '../support/loaded';
import { cloudList } from '../support/cloud-list';
import { randomPrefixes } from '../support/prefixes';

interface List {
  readonly prefixes: number;
  readonly entries: () => string[];
  readonly ipv4Only?: boolean;
}

/** From a file to the texts of the fewest blocks. */
export const contest: Contest<List> = {
  title: 'Minimise',
  rounds: 5,
  cases: {
    '1,000,000 IPv4 prefixes': { prefixes: 1_000_000, entries: () => randomPrefixes(1_000_000, [4]), ipv4Only: true },
    '1,000,000 prefixes of both families': { prefixes: 1_000_000, entries: () => randomPrefixes(1_000_000, [4, 6]) },
    '100,000 cloud-like prefixes': { prefixes: 100_000, entries: () => cloudList(100_000) },
  },
  items: ({ prefixes }) => prefixes,
  prepare: ({ entries }, folder) => {
    const list = entries();
    writeFileSync(listFile(folder), list.join('\n'));
    return { 'entries before': list.length, 'entries after': IpBlocks.fromFile(listFile(folder)).toStrings().length };
  },
  contestants: {
    'the library': (_, folder) => () => IpBlocks.fromFile(listFile(folder)).toStrings(),
    'cidr-tools': async (_, folder) => {
      const { mergeCidr } = await rival('cidr-tools');
      return () => mergeCidr(linesOf(folder));
    },
    // With IPv6 its time grows with the square of the list: 20,000 prefixes take it 9 s.
    'fast-cidr-tools': async ({ ipv4Only }, folder) => {
      const { merge } = await rival('fast-cidr-tools');
      return ipv4Only ? () => merge(linesOf(folder)) : undefined;
    },
    // It reads no IPv6, and its time is its process's: beside it stands the library in a process of its own.
    'iprange': ({ ipv4Only }, folder) => ipv4Only && spawnSync('iprange', ['--version']).error === undefined
      ? () => printedBy(folder, 'iprange', '--print-suffix-ips', '/32')
      : undefined,
    'the library with its process': ({ ipv4Only }, folder) => ipv4Only
      ? () => printedBy(folder, process.execPath, '-e', PRINT)
      : undefined,
  },
  answer: (blocks: string | string[]) => (typeof blocks === 'string' ? readFileSync(blocks, 'utf8').trimEnd().split('\n') : blocks).sort().join('\n'),
  bars: [
    { of: 'cidr-tools', to: 'the library', in: '1,000,000 IPv4 prefixes', least: 3 },
    { of: 'cidr-tools', to: 'the library', in: '1,000,000 prefixes of both families', least: 3 },
    { of: 'cidr-tools', to: 'the library', in: '100,000 cloud-like prefixes' },
    { of: 'fast-cidr-tools', to: 'the library', in: '1,000,000 IPv4 prefixes' },
    { of: 'the library with its process', to: 'iprange', in: '1,000,000 IPv4 prefixes', most: 1.5 },
    { of: 'the library', to: 'iprange', in: '1,000,000 IPv4 prefixes' },
  ],
};

const PRINT = `
  const { IpBlocks } = require('cdk8s-istio-source-ip');
  process.stdout.write(IpBlocks.fromFile(process.argv[1]).toStrings().join('\\n'));
`;

/** Modules of other people that only this bench knows; they are no dependencies of the package, and not there when types are checked. */
function rival(name: string): Promise<any> {
  return import(name);
}

/** What a program prints that is given the list's file as its last argument; as a file, so that reading it is nobody's cost. */
function printedBy(folder: string, program: string, ...args: string[]): string {
  const printed = join(folder, `${basename(program)}.txt`);
  execFileSync(program, [...args, listFile(folder)], { cwd: __dirname, stdio: ['ignore', openSync(printed, 'w'), 'inherit'] });
  return printed;
}

function linesOf(folder: string): string[] {
  return readFileSync(listFile(folder), 'utf8').split('\n');
}

function listFile(folder: string): string {
  return join(folder, 'list.txt');
}
