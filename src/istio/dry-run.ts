/** The annotation by which an AuthorizationPolicy only logs what it would do. */
export const DRY_RUN = 'istio.io/dry-run';

/** What Go's `strconv.ParseBool`, with which istiod reads the annotation, reads as true. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/**
 * Whether an AuthorizationPolicy with these annotations is a dry run.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/security/authz/builder/builder.go
 */
export function isDryRun(annotations: { readonly [name: string]: unknown } | undefined): boolean {
  return TRUE.includes(annotations?.[DRY_RUN] as string);
}
