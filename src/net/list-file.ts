import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { Fault } from '../fault';
import { List, PUBLISHED, publishedList } from './published';
import { Ranges } from './ranges';
import { Reader } from './reader';
import { Filter, select } from './select';

/** Its entries are read in place. It names no service and no region, and select() refuses a filter for one. */
const PLAIN_TEXT: List = { format: 'plain text', mixed: false, entries: [] };

/** The set that a list file holds, as far as the filter selects it. */
export function readList(path: string, filter: Filter): Ranges {
  const text = readText(path);
  const reader = new Reader(20);
  // A line of a list may begin with a bracket too: a URL's IPv6 address. That is a mistake in a line, not another format.
  if (/^\s*(\{|\[\s*["{\]])/.test(text)) {
    const list = jsonList(path, text);
    if (list.entries.length === 0) throw emptyList(path);
    const entries = select(list, path, filter);
    reader.readAll(entries.map(entry => entry.text), index => `${path}: ${entries[index].place}`);
  } else {
    readLines(text, path, reader);
    if (reader.isEmpty) throw emptyList(path);
    select(PLAIN_TEXT, path, filter);
  }
  return reader.ranges();
}

/** Reads each line in place: a million small strings would take longer than everything else. */
function readLines(text: string, path: string, reader: Reader): void {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  for (let start = 0, number = 1; start < lines.length; number++) {
    const newline = lines.indexOf('\n', start);
    const end = newline < 0 ? lines.length : newline;
    if (!reader.read(lines, start, end)) {
      const entry = lines.slice(start, end).split('#')[0].trim();
      if (entry !== '') reader.readAll([entry], () => `${path}:${number}`);
    }
    start = end + 1;
  }
}

function jsonList(path: string, text: string): List {
  const list = publishedList(parseJson(path, text));
  if (list === undefined) {
    throw new Fault('unknown-format', {
      what: `${path} is JSON in a format that this library does not know`,
      why: 'guessing which of its texts are addresses could open the list to strangers',
      instead: `write one of ${PUBLISHED.join(', ')}, or text with one address or block a line`,
    });
  }
  return list;
}

function readText(path: string): string {
  const bytes = readBytes(path);
  // Windows tools often write UTF-16, which would read as one mistake a line.
  if (!isUtf8(bytes)) throw unreadable(path, 'it is not UTF-8', 'write it in UTF-8');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, (error as Error).message, `write a path that leads there from the working directory ${process.cwd()}`);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(path, (error as Error).message, 'write the whole file as the vendor publishes it, or text with one address or block a line');
  }
}

function unreadable(path: string, reason: string, instead: string): Fault {
  return new Fault('unreadable-file', { what: `${path} cannot be read (${reason})`, why: 'the list would be without its addresses', instead });
}

function emptyList(path: string): Fault {
  return new Fault('empty-list', {
    what: `${path} holds no address`,
    why: 'an empty allow list locks everyone out, and a file that was not filled looks the same',
    instead: 'write at least one address or block in it, such as "203.0.113.0/24"',
  });
}
