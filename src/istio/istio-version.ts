import { IConstruct } from 'constructs';
import { Fault } from '../fault';

/** What a later Istio has, and the versions before it ignore or refuse. */
export interface IstioFeature {
  /** Its name in Istio. */
  readonly name: string;
  /** The minor version of Istio 1 that brought it. */
  readonly since: number;
}

/** The API versions that all of our objects use. */
export const V1_APIS: IstioFeature = { name: 'networking.istio.io/v1 and security.istio.io/v1', since: 22 };
/** `infrastructure.parametersRef` of a Gateway of the Kubernetes Gateway API. */
export const GATEWAY_PARAMETERS: IstioFeature = { name: 'infrastructure.parametersRef', since: 26 };
/** PROXY on the status port. */
export const STATUS_PORT_PROXY_PROTOCOL: IstioFeature = { name: 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL', since: 27 };
/** `tls.caCertCredentialName` of a Gateway's server. */
export const CA_CERT_CREDENTIAL_NAME: IstioFeature = { name: 'tls.caCertCredentialName', since: 28 };
/** UDP ports for HTTPS listeners of the Kubernetes Gateway API, while `PILOT_ENABLE_QUIC_LISTENERS` is on. */
export const GATEWAY_API_HTTP3: IstioFeature = { name: 'HTTP/3 of the Kubernetes Gateway API', since: 31 };
/** Trust domains of a source in an AuthorizationPolicy: `trustDomains`, `notTrustDomains` and the condition `source.trustDomain`. */
export const TRUST_DOMAINS: IstioFeature = { name: 'trust domains of a source', since: 30 };
/** Names in certificates are compared letter by letter; before, `.` in some of them was any character. */
export const LITERAL_NAMES: IstioFeature = { name: 'literal names in certificates', since: 30 };
/** Filters of CUSTOM policies for each provider. They deny what a dry run matches, and what asks a provider whose name is not a DNS label. */
export const CUSTOM_BY_PROVIDER: IstioFeature = { name: 'CUSTOM policies by provider', since: 30 };
/** Routes of kind TLSRoute on listeners that terminate TLS. */
export const TLS_ROUTE_TERMINATION: IstioFeature = { name: 'TLSRoute on listeners that terminate TLS', since: 30 };
/** The kind TrafficExtension. */
export const TRAFFIC_EXTENSION: IstioFeature = { name: 'TrafficExtension', since: 30 };
/** The operation of EnvoyFilters that replaces lists where MERGE appends to them. */
export const REPLACE_LISTS: IstioFeature = { name: 'MERGE_AND_REPLACE_LIST', since: 31 };
/** `insecureSkipVerify` of a Gateway's server, and `AllowInsecureFallback` of the Kubernetes Gateway API: clients may show any certificate. */
export const UNVERIFIED_CERTIFICATES: IstioFeature = { name: 'tls.insecureSkipVerify', since: 31 };
/** Pods of a Gateway of the Kubernetes Gateway API serve no Istio Gateway of another namespace. */
export const STRICT_GATEWAY_MERGING: IstioFeature = { name: 'strict merging of Gateways', since: 31 };
/** Filter chains that an EnvoyFilter names by their transport socket. */
export const TRANSPORT_SOCKET_MATCH: IstioFeature = { name: 'filterChain.transportSocket', since: 32 };
/** `connectionSettings` of a proxy configuration. */
export const CONNECTION_SETTINGS: IstioFeature = { name: 'connectionSettings', since: 31 };

/** The version for which objects are emitted by default. */
export const DEFAULT_ISTIO_VERSION = '1.31';

/** The newest minor version whose fields object-fields.ts has. */
export const NEWEST_SCHEMAS = 32;

/** Whether a minor version of Istio 1 lacks a feature. */
export function lacks(minor: number, { since }: IstioFeature): boolean {
  return minor < since;
}

/** Throws where this version of Istio lacks the feature. */
export function assertFeature(at: IConstruct, version: string, feature: IstioFeature, what: string = feature.name): void {
  if (lacks(minorOf(at, version), feature)) {
    const since = `1.${feature.since}`;
    throw new Fault('istio-version', {
      what: `Istio ${version} lacks ${what}`,
      why: 'it would ignore or refuse what is emitted',
      instead: `upgrade to Istio ${since} or later and write istioVersion: '${since}'`,
    }, at);
  }
}

/** The minor version in a text such as `1.31.0`, `v1.31-latest` or a tag; undefined where it is not one of Istio 1. `1.3` is what YAML makes of 1.30. */
export function minorIn(text: string): number | undefined {
  const [, minor] = /^v?1\.(\d{2,})/.exec(text) ?? [];
  return minor === undefined ? undefined : Number(minor);
}

function minorOf(at: IConstruct, version: string): number {
  const minor = /^v?1\.\d+(\.\d+)?$/.test(version) ? minorIn(version) : undefined;
  if (minor === undefined) {
    throw new Fault('istio-version', {
      what: `istioVersion "${version}" is not a version of Istio`,
      why: 'it decides what the gateway understands',
      instead: `write it as '${DEFAULT_ISTIO_VERSION}' or '${DEFAULT_ISTIO_VERSION}.0'`,
    }, at);
  }
  return minor;
}
