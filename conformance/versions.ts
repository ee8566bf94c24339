/** The newest Envoy wheel of the release that each Istio ships; wheels begin with 1.36.2, so older releases are run with that one. */
const ENVOY: Record<string, string> = {
  '1.29.1': '1.37.0',
  '1.28.2': '1.36.2',
};

/** Has a folder in tools/, made by tools/pin-istio.sh. */
export const ISTIO = process.env.ISTIO ?? '1.29.1';

export function envoyVersion(): string {
  const version = ENVOY[ISTIO];
  if (!version) throw new Error(`ISTIO=${ISTIO} is not pinned in conformance/tools; write one of ${Object.keys(ENVOY).join(', ')}`);
  return version;
}
