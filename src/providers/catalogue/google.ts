import { CatalogueEntry, NODE_PORT_CHECK, PACKETS } from './entry';

const SOURCE = [
  'kubernetes/ingress-gce@acbcf5d66 pkg/l4/annotations',
  'cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters',
];

export const GOOGLE_PASSTHROUGH: CatalogueEntry = {
  ...PACKETS,
  title: 'Google Cloud external passthrough Network Load Balancer',
  controller: 'google',
  annotations: { 'cloud.google.com/l4-rbs': 'enabled' },
  healthCheck: NODE_PORT_CHECK,
  source: SOURCE,
};

export const GOOGLE_INTERNAL_PASSTHROUGH: CatalogueEntry = {
  ...PACKETS,
  title: 'Google Cloud internal passthrough Network Load Balancer',
  controller: 'google',
  annotations: { 'networking.gke.io/load-balancer-type': 'Internal' },
  healthCheck: NODE_PORT_CHECK,
  source: SOURCE,
};
