import { Controller, ServiceFacts } from './controller';
import { CatalogueEntry, NODE_PORT_CHECK, PACKETS, unconfirmed } from './entry';

const SOURCE = [
  'kubernetes/ingress-gce@acbcf5d66 pkg/l4/annotations',
  'cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters',
];

const CONTROLLER: Controller = {
  vendor: 'Google Cloud',
  prefixes: ['cloud.google.com/', 'networking.gke.io/'],
  kinds: {
    // GKE removes it: CanNotMigrateTargetPoolToRBS (kubernetes/ingress-gce@acbcf5d66 pkg/l4/controllers/l4netlbcontroller.go).
    'cloud.google.com/l4-rbs': { note: "a target pool, GKE's older kind, is right too: it keeps the client's address" },
    'cloud.google.com/load-balancer-type': {},
    'networking.gke.io/load-balancer-type': {},
  },
};
const isInternal = ({ annotations }: ServiceFacts) => ['networking.gke.io/load-balancer-type', 'cloud.google.com/load-balancer-type']
  .some(name => ['Internal', 'internal'].includes(annotations[name]));

export const GOOGLE_PASSTHROUGH: CatalogueEntry = {
  ...PACKETS,
  title: 'Google Cloud external passthrough Network Load Balancer',
  controller: 'google',
  annotations: { 'cloud.google.com/l4-rbs': 'enabled' },
  healthCheck: NODE_PORT_CHECK,
  source: SOURCE,
  reading: {
    controller: CONTROLLER,
    classes: ['networking.gke.io/l4-regional-external', 'networking.gke.io/l4-regional-external-legacy'],
    isChosen: service => !isInternal(service),
  },
};

export const GOOGLE_INTERNAL_PASSTHROUGH: CatalogueEntry = {
  ...PACKETS,
  title: 'Google Cloud internal passthrough Network Load Balancer',
  controller: 'google',
  annotations: { 'networking.gke.io/load-balancer-type': 'Internal' },
  healthCheck: NODE_PORT_CHECK,
  source: SOURCE,
  reading: {
    controller: CONTROLLER,
    classes: ['networking.gke.io/l4-regional-internal', 'networking.gke.io/l4-regional-internal-legacy'],
    isChosen: isInternal,
  },
};

const NOT_SHOWN = 'which of Google\'s load balancers uses the endpoints: proxy Network or Application, made by an Ingress or outside the cluster';

/** GKE adds the annotation to Services by itself; on a Service that has a load balancer of its own it says nothing. */
export const GOOGLE_ENDPOINT_GROUPS: CatalogueEntry = {
  title: 'Google Cloud load balancer on network endpoint groups',
  controller: 'google',
  plain: unconfirmed(NOT_SHOWN),
  proxy: unconfirmed(NOT_SHOWN),
  http: unconfirmed(NOT_SHOWN),
  healthCheck: 'set where the load balancer is made',
  source: ['kubernetes/ingress-gce@acbcf5d66 pkg/negannotation/negannotation.go'],
  reading: {
    controller: { ...CONTROLLER, proxy: 'not known', http: 'not known' },
    types: ['ClusterIP', 'NodePort'],
    isChosen: ({ annotations }) => 'cloud.google.com/neg' in annotations,
    targetsPods: () => true,
  },
};
