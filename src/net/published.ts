/** One text that should be an address or block. */
export interface Entry {
  readonly text: unknown;
  /** Where it is written, for messages. */
  readonly place: string;
  readonly service?: string;
  readonly region?: string;
  /** The service that it also belongs to where a region is asked for. */
  readonly regionalService?: string;
}

/** What a file holds. */
export interface List {
  /** Name of the format. */
  readonly format: string;
  /** Whether it mixes everything that a vendor owns, so that one service must be named. */
  readonly mixed: boolean;
  readonly entries: readonly Entry[];
}

/** A published file, known by its shape: nothing else in it says whose it is. */
interface Format {
  readonly name: string;
  readonly mixed: boolean;
  readonly fits: (json: any) => boolean;
  readonly entries: (json: any) => Entry[];
}

const FORMATS: readonly Format[] = [
  {
    // https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html
    name: 'AWS ip-ranges.json',
    mixed: true,
    fits: json => Array.isArray(json.ipv6_prefixes) || anyHas(json.prefixes, 'ip_prefix'),
    entries: json => [...awsEntries(json, 'prefixes', 'ip_prefix'), ...awsEntries(json, 'ipv6_prefixes', 'ipv6_prefix')],
  },
  {
    // https://support.google.com/a/answer/10026322; the crawlers' files and those of other vendors have the same shape.
    name: 'Google goog.json and cloud.json',
    mixed: false,
    fits: json => anyHas(json.prefixes, 'ipv4Prefix') || anyHas(json.prefixes, 'ipv6Prefix') || isEmptyArray(json.prefixes),
    entries: json => list(json.prefixes).flatMap(googleEntries),
  },
  {
    // https://developers.cloudflare.com/api/resources/ips/methods/list/
    name: 'Cloudflare /ips',
    mixed: false,
    fits: json => Array.isArray(json.result?.ipv4_cidrs) || Array.isArray(json.result?.ipv6_cidrs),
    entries: json => [...texts(json.result.ipv4_cidrs, 'result.ipv4_cidrs'), ...texts(json.result.ipv6_cidrs, 'result.ipv6_cidrs')],
  },
  {
    // https://www.fastly.com/documentation/reference/api/utils/public-ip-list/
    name: 'Fastly public-ip-list',
    mixed: false,
    fits: json => Array.isArray(json.addresses) || Array.isArray(json.ipv6_addresses),
    entries: json => [...texts(json.addresses, 'addresses'), ...texts(json.ipv6_addresses, 'ipv6_addresses')],
  },
  {
    // https://docs.github.com/en/rest/meta/meta; ssh_keys is the one array in it that does not hold addresses.
    name: 'GitHub /meta',
    mixed: true,
    fits: json => Array.isArray(json.hooks),
    entries: json => Object.keys(json)
      .filter(service => Array.isArray(json[service]) && service !== 'ssh_keys')
      .flatMap(service => texts(json[service], service).map(entry => ({ ...entry, service }))),
  },
  {
    // https://learn.microsoft.com/azure/virtual-network/service-tags-overview
    name: 'Azure Service Tags',
    mixed: true,
    fits: json => list(json.values).some(tag => Array.isArray(tag?.properties?.addressPrefixes)),
    entries: json => list(json.values).flatMap(azureEntries),
  },
];

/** The names of the formats that `publishedList` knows. */
export const PUBLISHED: readonly string[] = FORMATS.map(format => format.name);

/** The entries of a vendor's file, or undefined if its format is not known. */
export function publishedList(json: any): List | undefined {
  const format = FORMATS.find(({ fits }) => fits(json));
  return format && { format: format.name, mixed: format.mixed, entries: format.entries(json) };
}

function awsEntries(json: any, prefixes: string, field: string): Entry[] {
  return list(json[prefixes]).map((row, index) => (
    { text: row?.[field], place: `${prefixes}[${index}].${field}`, service: row?.service, region: row?.region }
  ));
}

function googleEntries(row: any, index: number): Entry[] {
  const fields = ['ipv4Prefix', 'ipv6Prefix'].filter(field => row?.[field] !== undefined);
  // A row with neither is reported and not skipped: in a deny list it would be a gap.
  return (fields.length > 0 ? fields : ['ipv4Prefix']).map(field => (
    { text: row?.[field], place: `prefixes[${index}].${field}`, service: row?.service, region: row?.scope }
  ));
}

/** The tag `Storage.WestEurope` is what `Storage` has in the region `westeurope`; tags without a region have an empty one. */
function azureEntries(tag: any, index: number): Entry[] {
  const [service, region] = [tag?.name, tag?.properties?.region || undefined];
  const regionalService = region && String(service).replace(/\.[^.]*$/, '');
  const prefixes = tag?.properties?.addressPrefixes ?? null;
  return texts(prefixes, `values[${index}].properties.addressPrefixes`).map(entry => ({ ...entry, service, region, regionalService }));
}

function texts(array: unknown, place: string): Entry[] {
  return list(array).map((text, index) => ({ text, place: `${place}[${index}]` }));
}

/** What should be an array. Anything else becomes an entry, so that it is reported. */
function list(json: any): any[] {
  if (json === undefined) return [];
  return Array.isArray(json) ? json : [json];
}

function anyHas(rows: unknown, field: string): boolean {
  return list(rows).some(row => row?.[field] !== undefined);
}

function isEmptyArray(json: unknown): boolean {
  return Array.isArray(json) && json.length === 0;
}
