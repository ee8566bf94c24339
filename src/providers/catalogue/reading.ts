import { CATALOGUE } from '.';
import * as aws from './aws';
import { Setting, ServiceFacts, Switch, isNamed } from './controller';
import { CatalogueEntry, isUnavailable } from './entry';
import * as google from './google';

/** What a load balancer does with its connections, as the Service says; `not known` where nothing says it. */
export type Use = Setting | 'not known';

/** One load balancer that may be in front of a Service, and what it does there. */
export interface EntryReading {
  readonly entry: CatalogueEntry;
  /** Whether it sends PROXY. */
  readonly proxy: Use;
  /** The annotation that makes it. */
  readonly proxyAnnotation?: string;
  /** Whether it reads HTTP and writes X-Forwarded-For. */
  readonly http: Use;
  /** Whether packets reach the nodes, or pods, with the address of its peer; undefined: not known. */
  readonly keepsPacketSource?: boolean;
  /** Whether it connects to pods directly. */
  readonly targetsPods: boolean;
}

/** An annotation that should make a load balancer send PROXY, and does not. */
export interface WithoutEffect {
  readonly annotation: string;
  /** The rest of a sentence that begins with its name. */
  readonly because: string;
  /** What to write; undefined: see the vendor's documentation. */
  readonly instead?: string;
}

/** What the catalogue knows of the load balancer in front of a Service. */
export interface ServiceReading {
  /** What the Service asks for; where it does not say, all that it may get. */
  readonly asked: readonly EntryReading[];
  /** What it may get instead, by what runs in the cluster. */
  readonly possible: readonly EntryReading[];
  readonly withoutEffect: readonly WithoutEffect[];
}

/** All entries that a Service can be read back as; the first ones have factories of their own. */
export const READABLE: readonly CatalogueEntry[] = [
  aws.AWS_CLASSIC_ELB, aws.AWS_NLB_CLOUD_PROVIDER, aws.AWS_NLB_CONTROLLER, aws.AWS_NLB_AUTO_MODE, aws.AWS_ALB,
  google.GOOGLE_ENDPOINT_GROUPS, ...Object.values(CATALOGUE),
].filter(({ reading }) => reading);

const KNOWN_CLASSES = new Set(READABLE.flatMap(classesOf));

/** Reads the catalogue backwards. */
export function readService(service: ServiceFacts): ServiceReading {
  const found = READABLE.map(entry => ({ entry, isChosen: isChosen(entry, service) })).filter(({ isChosen: is }) => is !== false);
  // Each vendor's controllers decide among themselves.
  const isAsked = (one: typeof found[number]) => one.isChosen === true
    || !found.some(other => other.isChosen && vendorOf(other.entry) === vendorOf(one.entry));
  const asked = found.filter(isAsked).map(({ entry }) => readEntry(entry, service));
  const possible = found.filter(one => !isAsked(one)).map(({ entry }) => readEntry(entry, service));
  return { asked, possible, withoutEffect: withoutEffect(service, asked) };
}

export function vendorOf({ reading }: CatalogueEntry): string | undefined {
  return reading?.controller.vendor;
}

function classesOf({ loadBalancerClass, reading }: CatalogueEntry): string[] {
  return [...loadBalancerClass ? [loadBalancerClass] : [], ...reading?.classes ?? []];
}

/** Whether the Service asks for it; undefined: it may get it. */
function isChosen(entry: CatalogueEntry, service: ServiceFacts): boolean | undefined {
  const { controller: { prefixes }, types = ['LoadBalancer'], isShown, isChosen: asks } = entry.reading!;
  const { loadBalancerClass, type } = service.spec;
  // Without a type it is a partial Service, for server-side apply.
  if (type && !types.includes(type)) return false;
  if (classesOf(entry).includes(loadBalancerClass)) return true;
  const isMarked = Object.keys(service.annotations).some(name => prefixes.some(prefix => name.startsWith(prefix))) || isShown?.(service);
  if (!isMarked || KNOWN_CLASSES.has(loadBalancerClass)) return false;
  const answer = asks ? asks(service) : true;
  // A controller may be configured for a class of any name.
  return answer && loadBalancerClass ? undefined : answer;
}

function readEntry(entry: CatalogueEntry, service: ServiceFacts): EntryReading {
  const { controller, keepsPacketSource, targetsPods } = entry.reading!;
  const [proxy, proxyAnnotation] = use(controller.proxy, service);
  const [switched] = use(controller.http, service);
  const http = isUnavailable(entry.plain) && entry.plain.unavailable === 'impossible' ? 'on' : switched;
  return {
    entry,
    proxy,
    proxyAnnotation,
    http,
    keepsPacketSource: isOn(http) ? false : keepsPacketSource ? keepsPacketSource(service) : keeps(isOn(proxy) ? entry.proxy : entry.plain),
    targetsPods: targetsPods?.(service) ?? false,
  };
}

export function isOn(setting: Use): boolean {
  return setting === 'on' || setting === 'some ports';
}

function keeps(mode: CatalogueEntry['plain'] | CatalogueEntry['proxy']): boolean | undefined {
  return isUnavailable(mode) ? undefined : mode.keepsPacketSource;
}

/** What the switches say together, and which of them says it. */
function use(switches: readonly Switch[] | 'not known' = [], service: ServiceFacts): [Use, string?] {
  if (switches === 'not known') return ['not known'];
  const said = settings(switches, service);
  const strongest = (['on', 'some ports', 'not a value'] as const).map(wanted => said.find(({ setting }) => setting === wanted)).find(one => one);
  return strongest ? [strongest.setting, strongest.name] : ['off'];
}

function settings(switches: readonly Switch[], service: ServiceFacts): { readonly name: string; readonly setting: Setting }[] {
  return Object.entries(service.annotations).flatMap(([name, value]) => switches.filter(one => isNamed(name, one.annotation))
    .map(({ reads }) => ({ name, setting: reads(value, service, name) })));
}

function proxySwitches({ reading }: CatalogueEntry): readonly Switch[] {
  const { proxy = [] } = reading!.controller;
  return proxy === 'not known' ? [] : proxy;
}

function withoutEffect(service: ServiceFacts, asked: readonly EntryReading[]): WithoutEffect[] {
  return Object.entries(service.annotations).flatMap(([annotation, value]): WithoutEffect[] => {
    const read = asked.flatMap(({ entry }) => proxySwitches(entry)).filter(one => isNamed(annotation, one.annotation));
    if (read.length > 0) {
      return read.every(({ reads }) => reads(value, service, annotation) === 'not a value')
        ? [{ annotation, because: `is "${value}", which is not one of its values`, instead: read[0].instead }] : [];
    }
    const wants = READABLE.flatMap(proxySwitches).some(one => isNamed(annotation, one.annotation) && one.reads(value, service, annotation) !== 'off');
    return wants ? [ignored(annotation, service, asked)] : [];
  });
}

function ignored(annotation: string, { spec }: ServiceFacts, asked: readonly EntryReading[]): WithoutEffect {
  const known = asked.flatMap(({ entry }) => entry.reading?.ignores?.[annotation] ?? [])[0];
  if (known) return { annotation, ...known };
  const titles = asked.map(({ entry }) => entry.title);
  return {
    annotation,
    because: titles.length > 0 ? `is not read for ${titles.join(' or ')}`
      : spec.type && spec.type !== 'LoadBalancer' ? `is for load balancers, and the Service's type is ${spec.type}`
        : `is not read where loadBalancerClass is ${spec.loadBalancerClass}`,
  };
}
