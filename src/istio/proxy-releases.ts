import { CONNECTION_SETTINGS, lacks, minorIn } from './istio-version';
import { Fault } from '../fault';

/** Proxies of Istio that read requests alike. */
export interface ProxyRelease {
  /** As messages name it. */
  readonly name: string;
  /** Whether path normalization takes `..;x` for `..`. */
  readonly readsDotParameters: boolean;
  /** Whether regular expressions are about bytes, and not about the characters of UTF-8. */
  readonly readsBytes: boolean;
  /** Whether it tells istiod of `connectionSettings` in its own configuration. */
  readonly tellsConnectionSettings: boolean;
}

/** The first patch of a minor version that has Envoy's fixes of CVE-2026-73551 (`..;x`) and CVE-2026-73552 (bytes). */
const FIXED_IN: { readonly [minor: number]: number } = { 29: 7, 30: 4 };

const BEFORE: ProxyRelease = { name: 'Istio before 1.29.7 and 1.30.4', readsDotParameters: false, readsBytes: false, tellsConnectionSettings: false };
const FIXED: ProxyRelease = { name: 'Istio 1.29.7, 1.30.4', readsDotParameters: true, readsBytes: true, tellsConnectionSettings: false };
const SINCE_1_31: ProxyRelease = { name: 'Istio 1.31', readsDotParameters: true, readsBytes: true, tellsConnectionSettings: true };

/**
 * All of them, the newest last.
 *
 * @see https://istio.io/latest/news/security/istio-security-2026-006/
 */
export const PROXY_RELEASES: readonly ProxyRelease[] = [BEFORE, FIXED, SINCE_1_31];

/** Those that proxies of these versions may be of, `1.30.4` or an image's tag such as `1.30.4-distroless`; all of them, where no version is known. */
export function releasesOf(versions: readonly string[]): readonly ProxyRelease[] {
  const possible = new Set(versions.length ? versions.flatMap(releasesOfOne) : PROXY_RELEASES);
  return PROXY_RELEASES.filter(release => possible.has(release));
}

function releasesOfOne(version: string): readonly ProxyRelease[] {
  const [, minor, patch] = /^v?1\.(\d{2,})(?:\.(\d+)(?!.*-(?:alpha|beta|rc)))?/.exec(version)?.map(Number) ?? [];
  if (minor === undefined) return PROXY_RELEASES;
  if (minor === CONNECTION_SETTINGS.since && /-(?:alpha|beta|rc)/.test(version)) return PROXY_RELEASES;
  if (!lacks(minor, CONNECTION_SETTINGS)) return [SINCE_1_31];
  const fixed = FIXED_IN[minor];
  if (fixed === undefined) return [BEFORE];
  // Of a whole minor version both are running.
  return Number.isNaN(patch) ? [BEFORE, FIXED] : [patch < fixed ? BEFORE : FIXED];
}

/** What one of the releases that proxies of a version may be of is called among them. */
export function nameAmong(version: string, release: ProxyRelease): string {
  if (releasesOfOne(version).length === 1) return `Istio ${version}`;
  const minor = minorIn(version);
  const fixed = minor === undefined ? undefined : FIXED_IN[minor];
  if (fixed === undefined) return release.name;
  return release === BEFORE ? `Istio 1.${minor} before 1.${minor}.${fixed}` : `Istio 1.${minor}.${fixed}`;
}

/** Throws where this is not a version of Istio. */
export function assertIstioVersion(version: string): void {
  // In YAML, 1.30 without quotes is the number 1.3.
  if (typeof version !== 'string' || minorIn(version) === undefined) {
    throw new Fault('istio-version', {
      what: `istioVersion ${JSON.stringify(version)} is not a version of Istio`,
      why: 'it decides how the gateway reads paths',
      instead: "write the version of the gateway's proxy, such as '1.31.0'",
    });
  }
}
