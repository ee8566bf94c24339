import { Fault } from '../fault';
import { Entry, List } from './published';

/** What `IpBlocksFileOptions` holds. */
export interface Filter {
  readonly service?: string;
  readonly region?: string;
}

/** The entries that the filter selects. A filter that selects nothing is an error and is never ignored. */
export function select(list: List, path: string, filter: Filter): readonly Entry[] {
  const { service, region } = filter;
  const file = `${path} (${list.format})`;
  if (service === undefined && list.mixed) {
    throw new Fault('service-missing', {
      what: `${file} holds several services`,
      why: "without a choice the list would hold everything that the vendor owns, its customers' machines included",
      instead: `write service: ${oneOf(known(list.entries, 'service'))}`,
    });
  }
  const ofService = narrow(list.entries, 'service', file, filter, entry => (
    entry.service === service || (region !== undefined && entry.regionalService === service)
  ));
  return narrow(ofService, 'region', file, filter, entry => entry.region === region);
}

type Key = keyof Filter;

function narrow(entries: readonly Entry[], key: Key, file: string, filter: Filter, wanted: (entry: Entry) => boolean): readonly Entry[] {
  const asked = filter[key];
  if (asked === undefined) return entries;

  const names = known(entries, key);
  const within = key === 'region' && filter.service !== undefined ? ` for service "${filter.service}"` : '';
  if (names.length === 0) {
    throw new Fault('bad-filter', {
      what: `${file} names no ${key}${within}, but ${key} "${asked}" is asked for`,
      why: 'the list would hold more than that',
      instead: `write the call without ${key} if all of it is meant`,
    });
  }
  const found = entries.filter(wanted);
  if (found.length > 0) return found;
  throw new Fault('bad-filter', {
    what: `${file} holds no ${key} "${asked}"${within}`,
    why: 'an empty allow list locks everyone out',
    instead: `write ${key}: ${oneOf(names, asked)}`,
  });
}

function known(entries: readonly Entry[], key: Key): string[] {
  return [...new Set(entries.map(entry => entry[key]))].filter(name => typeof name === 'string').sort();
}

/** Ten of the names, those first that are like `asked`: Azure has thousands. */
function oneOf(names: readonly string[], asked?: string): string {
  const alike = (name: string) => asked !== undefined && name.toLowerCase().includes(asked.toLowerCase());
  const sorted = [...names.filter(alike), ...names.filter(name => !alike(name))].map(name => `"${name}"`);
  const shown = sorted.slice(0, 10).join(', ');
  return sorted.length > 10 ? `${shown} or one of ${sorted.length - 10} more` : shown.replace(/, (?="[^"]*"$)/, ' or ');
}
