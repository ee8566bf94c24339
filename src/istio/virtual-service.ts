import { KubernetesObject } from './kubernetes-object';
import { list } from './list';

/** The Gateways that a VirtualService names: `namespace/name`, of the Gateway API with `#listener` where it names one. */
export function gatewayIdsOf({ spec, namespace }: KubernetesObject): string[] {
  return list(spec.gateways).map((name: any) => gatewayId(String(name), namespace));
}

/** `name`, `namespace/name`, `./name` or the old `name.namespace.svc.cluster.local`. */
export function gatewayId(name: string, namespace: string): string {
  if (name.includes('/')) return name.startsWith('./') ? `${namespace}${name.slice(1)}` : name;
  const [short, owner] = name.split('.');
  return name === 'mesh' ? name : `${owner ?? namespace}/${short}`;
}

/** Whether it is visible in a namespace, by `exportTo`. */
export function isExported({ spec, namespace: own }: KubernetesObject, namespace: string): boolean {
  const to: string[] = list(spec.exportTo);
  return to.length === 0 || to.includes('*') || !to.includes('~') && to.some(one => (one === '.' ? own : one) === namespace);
}

/** Its hosts as full names. A name without a dot is a Service of its own namespace. */
export function hostsOf({ spec, namespace }: KubernetesObject): string[] {
  return list(spec.hosts).map((host: any) => /[.*]/.test(String(host)) ? String(host) : serviceHost(String(host), namespace));
}

/** The full name of a destination. A name is a short one only if it has no dot. */
export function serviceHost(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

/** The Service that a destination names, as `namespace/name`. */
export function serviceNamed(host: string, namespace: string): string {
  const [, name, its] = /^([^.]+)\.([^.]+)\.svc\./.exec(host) ?? [];
  return name ? `${its}/${name}` : `${namespace}/${host}`;
}

/** Hosts of a server that VirtualServices of a namespace may use: `namespace/host` is for those of that namespace only. */
export function hostsFor(hosts: readonly string[], namespace: string): string[] {
  return hosts.flatMap(host => {
    const [owner, name] = host.includes('/') ? host.split('/') : ['*', host];
    return owner === '*' || owner === namespace ? [name] : [];
  });
}
