import { UnreadText } from './source-text';
import { Fault, summary } from '../fault';

/** One line on templates, and one on other files that cannot be read. */
export function unreadNotes(unread: readonly UnreadText[]): string[] {
  const templates = unread.filter(({ isTemplate }) => isTemplate).map(({ origin }) => origin);
  const others = unread.filter(({ isTemplate }) => !isTemplate);
  return [
    ...others.length ? [`${count(others.length, 'file')} cannot be read, and what ${others.length === 1 ? 'it says' : 'they say'} is missing: `
      + summary(others.map(({ fault }) => whatOf(fault)))] : [],
    ...templates.length ? [`${count(templates.length, 'file')} ${templates.length === 1 ? 'is a template' : 'are templates'}, to be rendered first, and left out: ${summary(templates)}`] : [],
  ];
}

/** The error where each file must be read. */
export function unreadFault(unread: readonly UnreadText[]): Fault {
  const [{ fault }] = unread;
  if (unread.length === 1) return fault;
  return new Fault(fault.code, {
    what: `${unread.length} files cannot be read: ${summary(unread.map(one => whatOf(one.fault)))}`,
    why: 'an object that is not read could decide',
    instead: 'render templates, repair the others, or leave them out with --exclude',
  });
}

/** The first part of an error, without its code. */
function whatOf({ message }: Fault): string {
  return message.replace(/^\[[\w-]+\] /, '').replace(/; .*$/s, '');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
