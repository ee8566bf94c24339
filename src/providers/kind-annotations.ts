import { Kind } from './catalogue/controller';
import { READABLE } from './catalogue/reading';

/** Annotations that choose which load balancer a controller makes: those of the whole catalogue. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(READABLE.flatMap(({ reading }) => Object.entries(reading!.controller.kinds ?? {})));

/** What is known of an annotation, if it chooses the kind of its load balancer. */
export function kindBy(name: string, value: string): Kind | undefined {
  const kind = KINDS.get(name);
  return kind?.values && !kind.values.includes(value) ? undefined : kind;
}
