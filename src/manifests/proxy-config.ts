import { embeddedYaml } from './embedded-yaml';
import { FieldPlace } from './gateway-service';
import { PodTemplate } from './pod-template';
import { nameOf } from '../istio/kubernetes-object';
import { PROXY_CONFIG } from '../istio/proxy-config';

/** A proxy configuration of the pods' own. */
export interface ProxyConfig {
  readonly json: any;
  /** Where it is written, as messages name it. */
  readonly place: string;
  /** Its field, if there is one. */
  readonly at?: FieldPlace;
  /** What is wrong with its text. */
  readonly remarks: readonly string[];
}

const known = new WeakMap<PodTemplate, ProxyConfig[]>();

/** The proxy configurations of pods: the annotation, then what injection wrote into the environment. Read once. */
export function proxyConfigs(pods: PodTemplate): readonly ProxyConfig[] {
  if (!known.has(pods)) known.set(pods, read(pods));
  return known.get(pods)!;
}

function read({ object, annotations, annotationsAt, env }: PodTemplate): ProxyConfig[] {
  const texts = [
    {
      text: annotations[PROXY_CONFIG],
      place: `annotation ${PROXY_CONFIG} of ${nameOf(object)}`,
      at: annotationsAt && { object: annotationsAt.object, path: [...annotationsAt.path, PROXY_CONFIG] },
    },
    { text: env.PROXY_CONFIG, place: `PROXY_CONFIG of ${nameOf(object)}`, at: undefined },
  ];
  return texts.map(({ text, place, at }) => {
    const remarks: string[] = [];
    return { json: embeddedYaml(text, place, remark => remarks.push(remark)), place, at, remarks };
  });
}
