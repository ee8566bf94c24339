/** The annotation that makes an AuthorizationPolicy log what it would do, and do nothing. */
export const DRY_RUN = 'istio.io/dry-run';

/** What Go's `strconv.ParseBool`, by which istiod reads the annotation, takes for true. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/**
 * Whether an AuthorizationPolicy with these annotations is a dry run.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/security/authz/builder/builder.go
 */
export function isDryRun(annotations: { readonly [name: string]: unknown } | undefined): boolean {
  return TRUE.includes(annotations?.[DRY_RUN] as string);
}
