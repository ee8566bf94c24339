import { PodTemplate } from './pod-template';
import { proxyConfigs } from './proxy-config';
import { RequestSettings, readConnectionSettings } from '../istio/connection-settings';

/** Those in the annotation, or those in the injected environment, which they replace. */
export function ownConnectionSettings(pods: PodTemplate, remark: (text: string) => void): RequestSettings | undefined {
  for (const { json, place } of proxyConfigs(pods)) {
    const settings = readConnectionSettings(json, why => remark(`${place}: ${why}`));
    if (settings) return settings;
  }
  return undefined;
}
