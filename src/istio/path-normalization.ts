import { RequestSettings } from './connection-settings';
import { ProxyRelease } from './proxy-releases';
import { EscapedSlashes, PathHandling } from '../envoy/canonical-path';

/** How the mesh normalizes paths: MeshConfig `pathNormalization.normalization`. */
export enum PathNormalization {
  NONE = 'NONE',
  BASE = 'BASE',
  MERGE_SLASHES = 'MERGE_SLASHES',
  DECODE_AND_MERGE_SLASHES = 'DECODE_AND_MERGE_SLASHES',
}

/**
 * What a gateway does to paths: `connectionSettings` count before the mesh's path normalization, field by field. `normalize_path` itself is the mesh's.
 *
 * @see https://istio.io/latest/docs/ops/best-practices/security/#customize-your-system-on-path-normalization
 */
export function pathHandling(mesh: PathNormalization, settings: RequestSettings | undefined, { readsDotParameters }: ProxyRelease): PathHandling {
  const decodes = mesh === PathNormalization.DECODE_AND_MERGE_SLASHES;
  return {
    escapedSlashes: settings?.escapedSlashes ?? (decodes ? EscapedSlashes.UNESCAPE_AND_FORWARD : EscapedSlashes.KEEP_UNCHANGED),
    normalizes: mesh !== PathNormalization.NONE,
    readsDotParameters,
    mergesSlashes: settings?.mergesSlashes ?? (decodes || mesh === PathNormalization.MERGE_SLASHES),
  };
}
