import { CatalogueEntry, NODE_PORT_CHECK, PACKETS, bypasses, impossible } from './entry';

const AZURE = 'service.beta.kubernetes.io/azure';

export const AZURE_LB: CatalogueEntry = {
  ...PACKETS,
  title: 'Azure Standard Load Balancer',
  controller: 'azure',
  healthCheck: `${NODE_PORT_CHECK}: set no health-probe annotations beside it`,
  source: ['kubernetes-sigs/cloud-provider-azure@7b31c76ce', 'MicrosoftDocs/azure-aks-docs articles/aks/configure-load-balancer-standard.md'],
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
  condition: "consumers choose the addresses in their own networks freely: a list tells one consumer's clients apart, and never one consumer from another",
  source: [
    'kubernetes-sigs/cloud-provider-azure@7b31c76ce pkg/provider/azure_loadbalancer.go:3187, azure_loadbalancer_healthprobe.go',
    'MicrosoftDocs/azure-docs articles/private-link/private-link-service-overview.md',
  ],
};
