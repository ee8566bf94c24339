/** The annotation by which an AuthorizationPolicy is only tried out. */
const DRY_RUN = 'istio.io/dry-run';

/** The texts that Go's strconv.ParseBool, and so istiod, takes for true. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/**
 * Whether an AuthorizationPolicy only logs what it would do, by its annotations.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/security/authz/builder/builder.go
 */
export function isDryRun(annotations: { readonly [name: string]: unknown } | undefined): boolean {
  return TRUE.includes(String(annotations?.[DRY_RUN]));
}
