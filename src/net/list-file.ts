import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { Fault } from '../fault';
import { Entry, List, PUBLISHED, publishedList } from './published';
import { Filter, select } from './select';

/** The entries of a list file, unread but each with its place, as far as the filter wants them. */
export function readList(path: string, filter: Filter): readonly Entry[] {
  const text = readText(path);
  // A line of a list may begin with a bracket too: a URL's IPv6 address. That is a mistake in a line, not another format.
  const list = /^\s*(\{|\[\s*["{\]])/.test(text) ? jsonList(path, text) : textList(path, text);
  if (list.entries.length === 0) {
    throw new Fault('empty-list', {
      what: `${path} holds no address`,
      why: 'an empty allow list locks everyone out, and a file that was not filled looks the same',
      instead: 'write at least one address or block in it, such as "203.0.113.0/24"',
    });
  }
  return select(list, path, filter);
}

function textList(path: string, text: string): List {
  const entries = text.split(/\r\n?|\n/)
    .map((line, index) => ({ text: line.split('#')[0].trim(), place: `${path}:${index + 1}` }))
    .filter(entry => entry.text !== '');
  return { format: 'plain text', mixed: false, entries };
}

function jsonList(path: string, text: string): List {
  const list = publishedList(parseJson(path, text));
  if (list === undefined) {
    throw new Fault('unknown-format', {
      what: `${path} is JSON of a kind that this library does not know`,
      why: 'guessing which of its texts are addresses could open the list to strangers',
      instead: `write one of ${PUBLISHED.join(', ')}, or text with one address or block a line`,
    });
  }
  return { ...list, entries: list.entries.map(entry => ({ ...entry, place: `${path}: ${entry.place}` })) };
}

function readText(path: string): string {
  const bytes = readBytes(path);
  // Windows tools like to write UTF-16, which would read as one mistake a line.
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
