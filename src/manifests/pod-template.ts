import { ManifestObject, texts } from './manifest-object';
import { list, record } from '../istio/list';

/** What of a Pod, or of whatever makes Pods, decides. */
export interface PodTemplate {
  readonly object: ManifestObject;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  /** The field of the object that holds them, where it is one. */
  readonly annotationsPath?: readonly string[];
  /** Environment of the proxy's container, as far as it is written out. */
  readonly env: { readonly [name: string]: string };
  readonly containerPorts: { readonly [name: string]: number };
  /** Ports of the Service that comes with them, where that is no object of its own. */
  readonly servicePorts?: readonly ServicePort[];
}

/** A port of a Service, and where it ends in the pod. */
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

const KINDS = ['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'Pod'];

/** The pods of these objects, but not those that another object makes. */
export function podTemplates(objects: readonly ManifestObject[]): PodTemplate[] {
  return objects
    .filter(({ kind, group, json }) => KINDS.includes(kind) && (group === 'apps' || group === '') && !json.metadata?.ownerReferences?.length)
    .map(object => {
      const path = object.kind === 'Pod' ? [] : ['spec', 'template'];
      return { ...podTemplate(object, object.kind === 'Pod' ? object.json : record(object.spec.template)), annotationsPath: [...path, 'metadata', 'annotations'] };
    });
}

export function podTemplate(object: ManifestObject, template: any): PodTemplate {
  const containers = list(record(template.spec).containers);
  const proxy = containers.find(({ name }) => name === 'istio-proxy');
  return {
    object,
    labels: texts(template.metadata?.labels),
    annotations: texts(template.metadata?.annotations),
    env: Object.fromEntries(list(proxy?.env).map(({ name, value }: any) => [name, value])),
    containerPorts: Object.fromEntries(containers.flatMap(({ ports }) => list(ports)).map(({ name, containerPort }: any) => [name, containerPort])),
  };
}
