import { record } from './list';

/** The annotation with a proxy configuration of the pods' own. It replaces the mesh's field by field and is never merged with it. */
export const PROXY_CONFIG = 'proxy.istio.io/config';

/** What turns parts of Envoy on and off, the fixes of how it reads paths among them. */
export function runtimeNotes(proxyConfig: any, place: string): string[] {
  return record(proxyConfig).runtimeValues === undefined ? [] : [`${place}: runtimeValues can change how Envoy reads requests, and are not interpreted`];
}
