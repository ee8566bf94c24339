import { FieldPlace } from './gateway-service';
import { ManifestObject, texts } from './manifest-object';
import { list, record } from '../istio/list';

/** The parts of a Pod, or of an object that makes Pods, that matter. */
export interface PodTemplate {
  readonly object: ManifestObject;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  /** Where they are written, if that is one place. */
  readonly annotationsAt?: FieldPlace;
  /** Environment of the proxy's container, as far as it is written out. */
  readonly env: { readonly [name: string]: string };
  /** Tag of the proxy's image, where it is written out; empty where that says no version. */
  readonly proxyTag?: string;
  readonly containerPorts: { readonly [name: string]: number };
  /** Ports of the Service that is installed with them, where it is not an object of its own. */
  readonly servicePorts?: readonly ServicePort[];
}

/** A port of a Service, and its port on the pod. */
export interface ServicePort {
  readonly service: string;
  readonly port: number;
  readonly targetPort: number;
}

export function portsOf(service: string, ports: any, containerPorts: { readonly [name: string]: number } = {}): ServicePort[] {
  return list(ports).map(({ port, targetPort = port }: any) => ({
    service, port: Number(port), targetPort: Number(containerPorts[targetPort] ?? targetPort),
  }));
}

/** The port of the pod to which a port leads: of a Service in front of it, or its own. */
export function podPort(servicePorts: readonly ServicePort[], port: number): number {
  return servicePorts.find(one => one.port === port)?.targetPort ?? port;
}

const KINDS = ['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'Pod'];

/** The pods of these objects, without objects that another object owns. */
export function podTemplates(objects: readonly ManifestObject[]): PodTemplate[] {
  return objects
    .filter(({ kind, group, json }) => KINDS.includes(kind) && (group === 'apps' || group === '') && !json.metadata?.ownerReferences?.length)
    .map(object => {
      const path = object.kind === 'Pod' ? [] : ['spec', 'template'];
      const template = object.kind === 'Pod' ? object.json : record(object.spec.template);
      return { ...podTemplate(object, template), annotationsAt: { object, path: [...path, 'metadata', 'annotations'] } };
    });
}

/** The tag of the first image that is named, and not left to injection (`auto`). */
function tagOf(images: readonly unknown[]): string | undefined {
  const image = images.find((one): one is string => typeof one === 'string' && one !== 'auto');
  return image === undefined ? undefined : /(?:^|\/)proxyv2:([^@]+)/.exec(image)?.[1] ?? '';
}

/** Variables with their values, of a container. */
export function environment(env: unknown): { readonly [name: string]: string } {
  return Object.fromEntries(list(env).map(({ name, value }: any) => [name, value]));
}

export function podTemplate(object: ManifestObject, template: any): PodTemplate {
  const containers = list(record(template.spec).containers);
  const proxy = containers.find(({ name }) => name === 'istio-proxy');
  return {
    object,
    labels: texts(template.metadata?.labels),
    annotations: texts(template.metadata?.annotations),
    env: environment(proxy?.env),
    proxyTag: tagOf([proxy?.image, record(template.metadata?.annotations)['sidecar.istio.io/proxyImage']]),
    containerPorts: Object.fromEntries(containers.flatMap(({ ports }) => list(ports)).map(({ name, containerPort }: any) => [name, containerPort])),
  };
}
