import { ServiceFacts } from './controller';

/** What a controller makes of an Ingress: a proxy that reads HTTP in front of Services. */
export interface IngressProxy {
  readonly title: string;
  /** How many entries it adds to X-Forwarded-For; undefined: they cannot be counted, or no source confirms how many. */
  readonly appends?: number;
  /** Whether the entries are `address:port`, which Envoy does not read, unless rules rewrite them. */
  readonly writesPorts?: boolean;
  /** What annotations of an Ingress change; undefined: it passes bytes on. */
  readonly with?: (annotations: ServiceFacts['annotations']) => Pick<IngressProxy, 'appends' | 'writesPorts'> | undefined;
  /** Values of `spec.ingressClassName`, or of the annotation that it replaced. */
  readonly classes: readonly string[];
  /** Beginnings of the annotations that only its controller reads. */
  readonly prefixes: readonly string[];
  readonly source: string;
}

const OLD_CLASS = 'kubernetes.io/ingress.class';

const XFF_MODE = /(?:^|,)\s*routing\.http\.xff_header_processing\.mode\s*=\s*(preserve|remove)\s*(?:,|$)/;
const XFF_PORT = /(^|,)\s*routing\.http\.xff_client_port\.enabled\s*=\s*true\s*(,|$)/;

export const INGRESS_PROXIES: readonly IngressProxy[] = [
  {
    title: 'AWS Application Load Balancer',
    appends: 1,
    classes: ['alb'],
    prefixes: ['alb.ingress.kubernetes.io/'],
    with: ({ 'alb.ingress.kubernetes.io/load-balancer-attributes': attributes = '' }) => ({
      // It passes on what clients wrote, or nothing.
      ...XFF_MODE.test(attributes) ? { appends: XFF_MODE.exec(attributes)![1] === 'preserve' ? 0 : undefined } : {},
      ...XFF_PORT.test(attributes) ? { writesPorts: true } : {},
    }),
    source: 'awsdocs/elb-application-load-balancers-user-guide@01a945e x-forwarded-headers.md',
  },
  {
    title: 'Google Cloud Application Load Balancer',
    appends: 2,
    classes: ['gce', 'gce-internal', 'gce-regional-external'],
    prefixes: ['networking.gke.io/', 'ingress.gcp.kubernetes.io/', 'kubernetes.io/ingress.global-static-ip-name', 'kubernetes.io/ingress.regional-static-ip-name'],
    source: 'cloud.google.com/load-balancing/docs/https X-Forwarded-For header',
  },
  {
    title: 'Azure Application Gateway',
    writesPorts: true,
    classes: ['azure-application-gateway', 'azure/application-gateway'],
    prefixes: ['appgw.ingress.kubernetes.io/', 'appgw.ingress.azure.io/'],
    source: 'MicrosoftDocs/azure-docs articles/application-gateway/how-application-gateway-works.md',
  },
  {
    // Unless it is told to keep what clients wrote, its own entry is the only one.
    title: 'ingress-nginx',
    appends: 1,
    classes: ['nginx'],
    prefixes: ['nginx.ingress.kubernetes.io/'],
    with: annotations => annotations['nginx.ingress.kubernetes.io/ssl-passthrough'] === 'true' ? undefined : {},
    source: 'kubernetes/ingress-nginx docs/user-guide/nginx-configuration/configmap.md use-forwarded-headers, compute-full-forwarded-for',
  },
  {
    title: 'Traefik',
    appends: 1,
    classes: ['traefik'],
    prefixes: ['traefik.ingress.kubernetes.io/'],
    source: 'traefik/traefik docs/content/routing/entrypoints.md forwardedHeaders',
  },
];

/** Which of them a Gateway of the Kubernetes Gateway API gets, by its class. */
export function gatewayProxy(gatewayClass: string): IngressProxy | undefined {
  return gatewayClass.startsWith('gke-l7-') ? INGRESS_PROXIES.find(({ classes }) => classes.includes('gce')) : undefined;
}

/** Which of them an Ingress gets; undefined where it does not say, or asks for another. */
export function ingressProxy({ annotations, spec }: Pick<ServiceFacts, 'annotations' | 'spec'>): IngressProxy | undefined {
  const asked = spec.ingressClassName ?? annotations[OLD_CLASS];
  const proxy = INGRESS_PROXIES.find(({ classes, prefixes }) => asked === undefined
    ? Object.keys(annotations).some(name => prefixes.some(prefix => name.startsWith(prefix))) : classes.includes(asked));
  const changed = proxy?.with ? proxy.with(annotations) : {};
  return proxy && changed && { ...proxy, ...changed };
}
