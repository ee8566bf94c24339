import { Controller } from './controller';
import { CatalogueEntry, PACKETS, unconfirmed } from './entry';

export const METALLB: CatalogueEntry = {
  ...PACKETS,
  title: 'MetalLB',
  controller: 'none',
  healthCheck: 'none: with BGP only nodes with a pod of the gateway announce the address, with layer 2 one of them takes all traffic',
  source: ['metallb/metallb website/content/usage/_index.md'],
  reading: { controller: { prefixes: ['metallb.io/', 'metallb.universe.tf/'] } },
};

export const KUBE_VIP: CatalogueEntry = {
  ...PACKETS,
  title: 'kube-vip',
  controller: 'none',
  healthCheck: 'none',
  condition: 'in ARP mode svc_election must be on, so that the node that holds the address has a pod of the gateway',
  source: ['kube-vip/kube-vip', 'kube-vip/website', 'kube-vip/kube-vip#184'],
  reading: { controller: { prefixes: ['kube-vip.io/'] }, classes: ['kube-vip.io/kube-vip-class'] },
};

const CILIUM: Controller = { prefixes: ['lbipam.cilium.io/', 'io.cilium/'] };

export const CILIUM_BGP: CatalogueEntry = {
  ...PACKETS,
  title: 'Cilium LB-IPAM with BGP',
  controller: 'none',
  healthCheck: 'none: only nodes with a pod of the gateway announce the address',
  source: ['cilium/cilium Documentation/network/lb-ipam.rst, kubernetes/kubeproxy-free.rst'],
  reading: { controller: CILIUM, classes: ['io.cilium/bgp-control-plane'], isChosen: () => undefined },
};

export const CILIUM_L2: CatalogueEntry = {
  ...PACKETS,
  title: 'Cilium LB-IPAM with L2 announcements',
  controller: 'none',
  plain: unconfirmed("whether your Cilium keeps the client's address: only with loadBalancer.mode dsr or hybrid, and never with "
    + 'externalTrafficPolicy Local, since a node without a pod of the gateway may announce the address'),
  healthCheck: 'none',
  source: ['cilium/cilium Documentation/network/l2-announcements.rst, kubernetes/kubeproxy-free.rst'],
  reading: { controller: CILIUM, classes: ['io.cilium/l2-announcer'], isChosen: () => undefined },
};

export const K3S_SERVICE_LB: CatalogueEntry = {
  ...PACKETS,
  title: 'k3s ServiceLB',
  controller: 'none',
  healthCheck: 'none: under Local only nodes with a pod of the gateway are in the status',
  condition: "packets must be addressed to an address in the Service's status: others go through the svclb pod, which replaces their source "
    + '(nodes behind NAT: no node-external-ip)',
  source: ['k3s-io/docs docs/networking/networking-services.md', 'k3s-io/klipper-lb entry', 'k3s-io/k3s pkg/cloudprovider/servicelb.go'],
};

export const EQUINIX_METAL: CatalogueEntry = {
  ...PACKETS,
  title: 'Equinix Metal',
  controller: 'none',
  plain: unconfirmed('which of MetalLB, kube-vip and its own beta load balancer announces the address; for the first two name those'),
  healthCheck: 'none',
  source: ['kubernetes-sigs/cloud-provider-equinix-metal@38d15e2 README.md'],
};
