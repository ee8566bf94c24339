import { IConstruct } from 'constructs';
import { Fault } from '../fault';

/** What we emit, and the first Istio that understands it. */
export enum IstioFeature {
  /** The API versions that all of our objects use. */
  NETWORKING_V1 = 'the API networking.istio.io/v1',
  /** Gateway `tls.caCertCredentialName`. */
  CA_CERT_CREDENTIAL_NAME = 'OriginLock.mutualTls (Gateway tls.caCertCredentialName)',
  /** Gateway of the Kubernetes Gateway API: `infrastructure.parametersRef`. */
  GATEWAY_PARAMETERS = 'GatewayInstall.gatewayApi (infrastructure.parametersRef)',
  /** `ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL`. */
  STATUS_PORT_PROXY_PROTOCOL = 'PROXY on the status port (ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL)',
}

const SINCE: Record<IstioFeature, string> = {
  [IstioFeature.NETWORKING_V1]: '1.22',
  [IstioFeature.CA_CERT_CREDENTIAL_NAME]: '1.28',
  [IstioFeature.GATEWAY_PARAMETERS]: '1.26',
  [IstioFeature.STATUS_PORT_PROXY_PROTOCOL]: '1.27',
};

/** The version for which we emit when none is named. */
export const DEFAULT_ISTIO_VERSION = '1.29';

/** Throws where this version of Istio lacks the feature. */
export function requireFeature(at: IConstruct, version: string, feature: IstioFeature): void {
  const since = SINCE[feature];
  if (minor(at, version) < minor(at, since)) {
    throw new Fault('istio-version', {
      what: `Istio ${version} lacks ${feature}`,
      why: 'it would ignore or refuse what is emitted',
      instead: `upgrade to Istio ${since} or later and write istioVersion: '${since}'`,
    }, at);
  }
}

function minor(at: IConstruct, version: string): number {
  const match = /^1\.(\d+)(\.\d+)?$/.exec(version);
  if (!match) {
    throw new Fault('istio-version', {
      what: `istioVersion "${version}" is no version of Istio`,
      why: 'it decides what the gateway understands',
      instead: `write it as '${DEFAULT_ISTIO_VERSION}' or '${DEFAULT_ISTIO_VERSION}.1'`,
    }, at);
  }
  return Number(match[1]);
}
