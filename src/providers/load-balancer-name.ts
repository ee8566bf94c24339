/**
 * Load balancers that a controller makes from a Service, for `LoadBalancer.of`.
 *
 * docs/load-balancers.md shows for each what it does to the client's address, its annotations, its health checks and whether PROXY needs a `hairpin`.
 * Those of AWS have factories of their own (`Aws`), since they need answers that have no default.
 */
export enum LoadBalancerName {
  /** Google Cloud, external passthrough Network Load Balancer (GKE): packets keep the client's address; it has no PROXY. */
  GOOGLE_PASSTHROUGH = 'google-passthrough',
  /** Google Cloud, internal passthrough Network Load Balancer (GKE): packets keep the client's address; it has no PROXY. */
  GOOGLE_INTERNAL_PASSTHROUGH = 'google-internal-passthrough',
  /**
   * Azure Standard Load Balancer (AKS): packets keep the client's address; it has no PROXY. It takes connections from the internet, or none with
   * `annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }`.
   */
  AZURE = 'azure-lb',
  /**
   * Azure Private Link Service in front of an internal load balancer (AKS), with PROXY version 2.
   * A connection to that load balancer that does not come through the service has no header, and is refused.
   * Consumers choose the addresses in their own networks freely: a list tells one consumer's clients apart, but never one consumer from another.
   */
  AZURE_PRIVATE_LINK = 'azure-private-link',
  /** DigitalOcean Load Balancer, type REGIONAL. (The controller's own default is REGIONAL_NETWORK, which has no PROXY.) */
  DIGITALOCEAN_REGIONAL = 'digitalocean',
  /** DigitalOcean Network Load Balancer, type REGIONAL_NETWORK. */
  DIGITALOCEAN_NETWORK = 'digitalocean-network',
  /** Hetzner Cloud Load Balancer; `annotations` say its location. */
  HETZNER = 'hetzner',
  /** Linode (Akamai Connected Cloud) NodeBalancer. With PROXY, version 2, its status shows only its name, so clients inside pass through it. */
  LINODE = 'linode',
  /** Scaleway Load Balancer (Kapsule). With PROXY, version 2, its controller sets ipMode by itself. */
  SCALEWAY = 'scaleway',
  /** Vultr Load Balancer (VKE). */
  VULTR = 'vultr',
  /** Civo Load Balancer. */
  CIVO = 'civo',
  /** Exoscale Network Load Balancer. */
  EXOSCALE = 'exoscale',
  /** UpCloud Managed Load Balancer. */
  UPCLOUD = 'upcloud',
  /** cloudscale.ch Load Balancer. */
  CLOUDSCALE = 'cloudscale',
  /** 3DS OUTSCALE Load Balancer Unit. */
  OUTSCALE = 'outscale',
  /** IONOS Managed Kubernetes. */
  IONOS = 'ionos',
  /** OpenStack Octavia, amphora provider. With PROXY, version 2, its controller sets ipMode by itself. */
  OPENSTACK_OCTAVIA = 'octavia',
  /** OpenStack Octavia, OVN provider. */
  OPENSTACK_OCTAVIA_OVN = 'octavia-ovn',
  /** OVHcloud Public Cloud Load Balancer (Octavia) of Managed Kubernetes. */
  OVH_OCTAVIA = 'ovh-octavia',
  /** OVHcloud's older load balancer of Managed Kubernetes (IOLB). */
  OVH_IOLB = 'ovh-iolb',
  /** STACKIT Load Balancer (SKE). */
  STACKIT = 'stackit',
  /** yawol, STACKIT's open-source load balancer for OpenStack. */
  YAWOL = 'yawol',
  /** Oracle Cloud Load Balancer, for TCP with PROXY version 2 or, with `http`, for HTTP. */
  ORACLE = 'oracle',
  /** Oracle Cloud Network Load Balancer: packets keep the client's address, or PROXY version 2 passes it on. */
  ORACLE_NETWORK = 'oracle-network',
  /** IBM Cloud VPC Application Load Balancer, which a LoadBalancer Service of a VPC cluster gets. */
  IBM_VPC_ALB = 'ibm-vpc-alb',
  /** IBM Cloud VPC Network Load Balancer. */
  IBM_VPC_NLB = 'ibm-vpc-nlb',
  /** IBM Cloud classic infrastructure, Network Load Balancer version 2. */
  IBM_CLASSIC_NLB = 'ibm-classic-nlb',
  /** Alibaba Cloud Classic Load Balancer (SLB). */
  ALIBABA_CLB = 'alibaba-clb',
  /** Alibaba Cloud Network Load Balancer. */
  ALIBABA_NLB = 'alibaba-nlb',
  /** Tencent Cloud Load Balancer (TKE). */
  TENCENT_CLB = 'tencent-clb',
  /** Huawei Cloud shared Elastic Load Balance (CCE), and Open Telekom Cloud. */
  HUAWEI_SHARED = 'huawei-shared',
  /** Huawei Cloud Elastic Load Balance through the open-source cloud-provider-huaweicloud. */
  HUAWEI_OPEN_SOURCE = 'huawei-open-source',
  /** Huawei Cloud dedicated Elastic Load Balance (CCE). */
  HUAWEI_DEDICATED = 'huawei-dedicated',
  /** Yandex Cloud Network Load Balancer. */
  YANDEX = 'yandex',
  /** Volcengine Cloud Load Balancer. */
  VOLCENGINE_CLB = 'volcengine-clb',
  /** MetalLB, layer 2 or BGP: packets keep the client's address; it has no PROXY. */
  METALLB = 'metallb',
  /** kube-vip. */
  KUBE_VIP = 'kube-vip',
  /** Cilium LB-IPAM with its BGP control plane. */
  CILIUM_BGP = 'cilium-bgp',
  /** Cilium LB-IPAM with L2 announcements. */
  CILIUM_L2 = 'cilium-l2',
  /** The ServiceLB of k3s (klipper-lb). */
  K3S_SERVICE_LB = 'k3s-servicelb',
  /** Equinix Metal. */
  EQUINIX_METAL = 'equinix-metal',
}
