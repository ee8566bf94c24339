import { Controller, ServiceFacts, Switch, oneOf } from './controller';
import { CatalogueEntry, NODE_PORT_CHECK, PACKETS, bypasses, impossible } from './entry';

const AZURE = 'service.beta.kubernetes.io/azure';

/** The controller compares without regard to case. */
const isTrue = (name: string) => ({ annotations }: ServiceFacts) => annotations[`${AZURE}-${name}`]?.toLowerCase() === 'true';

const CONTROLLER: Controller = { vendor: 'Azure', prefixes: [`${AZURE}-`], kinds: { [`${AZURE}-load-balancer-internal`]: {} } };
const PLS_PROXY: Switch = { annotation: `${AZURE}-pls-proxy-protocol`, reads: (value, ...rest) => oneOf(['true'])(value.toLowerCase(), ...rest) };

export const AZURE_LB: CatalogueEntry = {
  ...PACKETS,
  title: 'Azure Standard Load Balancer',
  controller: 'azure',
  healthCheck: `${NODE_PORT_CHECK}: set no health-probe annotations beside it`,
  source: ['kubernetes-sigs/cloud-provider-azure@7b31c76ce', 'MicrosoftDocs/azure-aks-docs articles/aks/configure-load-balancer-standard.md'],
  reading: { controller: CONTROLLER, isChosen: service => !isTrue('pls-create')(service) },
};

export const AZURE_PRIVATE_LINK: CatalogueEntry = {
  title: 'Azure Private Link Service',
  controller: 'azure',
  annotations: { [`${AZURE}-load-balancer-internal`]: 'true', [`${AZURE}-pls-create`]: 'true' },
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${AZURE}-pls-proxy-protocol`]: 'true' },
    inside: bypasses('its status shows the bare address of the load balancer, and no annotation changes that'),
  },
  http: impossible('it never reads HTTP'),
  healthCheck: 'TCP to the node port, with the header; with PROXY also under Local',
  condition: "consumers choose the addresses in their own networks freely: a list tells one consumer's clients apart, "
    + 'but never one consumer from another',
  source: [
    'kubernetes-sigs/cloud-provider-azure@7b31c76ce pkg/provider/azure_loadbalancer.go:3187, azure_loadbalancer_healthprobe.go',
    'MicrosoftDocs/azure-docs articles/private-link/private-link-service-overview.md',
  ],
  reading: { controller: { ...CONTROLLER, proxy: [PLS_PROXY] }, isChosen: isTrue('pls-create') },
};
