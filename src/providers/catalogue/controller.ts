import { PARSE_BOOL_TRUE } from '../../istio/parse-bool';

/** The parts of a Service that decide which load balancer is made from it. */
export interface ServiceFacts {
  readonly annotations: { readonly [name: string]: string };
  readonly spec: any;
  readonly status?: any;
}

/** What an annotation's value does: `some ports` of the Service's only; `not a value`: its controller ignores or refuses it. */
export type Setting = 'on' | 'some ports' | 'off' | 'not a value';

/** An annotation that switches something. */
export interface Switch {
  /** Its name; one that ends in `*` is a beginning. */
  readonly annotation: string;
  readonly reads: (value: string, service: ServiceFacts, name: string) => Setting;
  /** What to write instead of what is not a value; left out: the vendor's documentation says it. */
  readonly instead?: string;
}

/** What is known of an annotation that chooses a kind. */
export interface Kind {
  /** The values that choose; undefined: any. */
  readonly values?: readonly string[];
  /** How a person can see whether an existing load balancer is of that kind. */
  readonly note?: string;
}

/** What a controller reads of a Service. */
export interface Controller {
  /** The vendor, as messages name it; left out for controllers that run in any cluster. */
  readonly vendor?: string;
  /** Prefixes of the annotations that it reads. */
  readonly prefixes: readonly string[];
  /** Annotations that make its load balancers send PROXY. */
  readonly proxy?: readonly Switch[] | 'not known';
  /** Annotations that make them read HTTP and write X-Forwarded-For. */
  readonly http?: readonly Switch[] | 'not known';
  /**
   * Annotations that choose which load balancer it makes: its kind, what its targets are, whether it is internal. On an existing one it ignores them,
   * removes them, or makes another one. All others (PROXY, health checks, a name in the status) change the existing one.
   */
  readonly kinds?: { readonly [annotation: string]: Kind };
}

/** How a Service is read back as an entry. */
export interface Reading {
  readonly controller: Controller;
  /** Values of `spec.loadBalancerClass` that mean it, besides the one that the entry writes. */
  readonly classes?: readonly string[];
  /** The types of Services that it is in front of. Default: `LoadBalancer`. */
  readonly types?: readonly string[];
  /** Whether something other than a class or an annotation of its controller shows it. */
  readonly isShown?: (service: ServiceFacts) => boolean;
  /**
   * Whether the Service asks for this one of its controller's (or vendor's) load balancers; undefined: it may get it; the Service does not say.
   * Default: yes. Not asked where its class says so.
   */
  readonly isChosen?: (service: ServiceFacts) => boolean | undefined;
  /** Whether packets keep the source, where that does not follow from PROXY and HTTP; undefined: not known. */
  readonly keepsPacketSource?: (service: ServiceFacts) => boolean | undefined;
  /** Whether it connects to pods directly. Default: it does not. */
  readonly targetsPods?: (service: ServiceFacts) => boolean;
  /** Annotations that look as if the controller reads them, but it does not: what to say of each. */
  readonly ignores?: { readonly [annotation: string]: { readonly because: string; readonly instead: string } };
}

/** Values that nobody writes to switch something on. */
const OFF = /^(|0|f|false|off|none|no)$/i;

/** Exactly these values switch on. */
export function oneOf(on: readonly string[], off: readonly string[] = []): Switch['reads'] {
  return value => on.includes(value) ? 'on' : off.includes(value) || OFF.test(value) ? 'off' : 'not a value';
}

/** As Go's strconv.ParseBool reads it. */
export const parseBool = oneOf(PARSE_BOOL_TRUE);

/** For annotations whose value says more than one thing: a value that does not ask for it is about something else. */
export function where(asks: (value: string, service: ServiceFacts) => boolean): Switch['reads'] {
  return (value, service) => asks(value, service) ? 'on' : 'off';
}

/** For some of the Service's ports. */
export function onPorts(listed: readonly number[], { spec }: ServiceFacts): Setting {
  // A partial Service, for server-side apply, has no ports.
  const ports = tcpPorts(spec).map(({ port }) => Number(port));
  const on = ports.filter(port => listed.includes(port));
  return on.length === ports.length ? listed.length ? 'on' : 'off' : on.length ? 'some ports' : 'off';
}

/** The numbers in a list such as `80, 443`; undefined where it is not such a list. */
export function portList(text: string): number[] | undefined {
  const parts = text.split(',').map(part => part.trim());
  return parts.every(part => /^\d+$/.test(part)) ? parts.map(Number) : undefined;
}

export function tcpPorts(spec: any): { readonly port?: unknown; readonly name?: unknown }[] {
  return objects(spec.ports).filter(({ protocol }) => protocol !== 'UDP');
}

/** The objects of a list, where it is one. */
export function objects(value: any): any[] {
  return Array.isArray(value) ? value.filter(item => item !== null && typeof item === 'object') : [];
}

/** The value of a JSON text; an empty object where it is not JSON. */
export function parsed(json: string): any {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}

/** Whether an annotation has one value (true) or another (false); undefined: neither. */
export function says(annotation: string, value: string, another: string): (service: ServiceFacts) => boolean | undefined {
  return ({ annotations }) => annotations[annotation] === value || (annotations[annotation] === another ? false : undefined);
}

/** Whether an annotation is the one that is written; one that ends in `*` is a beginning. */
export function isNamed(annotation: string, written: string): boolean {
  return written.endsWith('*') ? annotation.startsWith(written.slice(0, -1)) : annotation === written;
}

export function hasAny({ annotations }: ServiceFacts, beginnings: readonly string[]): boolean {
  return Object.keys(annotations).some(name => beginnings.some(beginning => name.startsWith(beginning)));
}
