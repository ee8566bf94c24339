/** The newest Envoy wheel of the release that each Istio ships. */
const ENVOY: Record<string, string> = {
  '1.31.0': '1.39.3',
  '1.30.4': '1.38.3',
  '1.29.1': '1.37.0',
};

/** Whose proxies read requests as that Envoy does: the wheel of 1.38.3 is older than the fixes that Istio 1.30.4 ships. */
const READS_AS: Record<string, string> = { '1.30.4': '1.30.3' };

/** Each has a folder in tools/, made by tools/pin-istio.sh. */
export const VERSIONS = Object.keys(ENVOY);
export const [NEWEST] = VERSIONS;
export const ISTIO = process.env.ISTIO || NEWEST;

/** The minor version of Istio 1, for what a row shows of one release and not of another. */
export const MINOR = Number(ISTIO.split('.')[1]);
/** The version of Istio that trace is told. */
export function proxyVersion(): string {
  return READS_AS[ISTIO] ?? ISTIO;
}

export function envoyVersion(): string {
  const version = ENVOY[ISTIO];
  if (!version) throw new Error(`ISTIO=${ISTIO} is not pinned in conformance/tools; write one of ${Object.keys(ENVOY).join(', ')}`);
  return version;
}
