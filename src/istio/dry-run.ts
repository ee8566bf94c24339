import { PARSE_BOOL_TRUE } from './parse-bool';

/** The annotation by which an AuthorizationPolicy only logs what it would do. */
export const DRY_RUN = 'istio.io/dry-run';

/**
 * Whether an AuthorizationPolicy with these annotations is a dry run.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/security/authz/builder/builder.go
 */
export function isDryRun(annotations: { readonly [name: string]: unknown } | undefined): boolean {
  return PARSE_BOOL_TRUE.includes(annotations?.[DRY_RUN] as string);
}
