import * as asia from './asia';
import * as azure from './azure';
import * as bareMetal from './bare-metal';
import { CatalogueEntry } from './entry';
import * as google from './google';
import * as hosters from './hosters';
import * as openstack from './openstack';
import * as oracleIbm from './oracle-ibm';
import { LoadBalancerName } from '../load-balancer-name';

/** Every load balancer that a Service makes, by its name. */
export const CATALOGUE: { readonly [name in LoadBalancerName]: CatalogueEntry } = {
  [LoadBalancerName.GOOGLE_PASSTHROUGH]: google.GOOGLE_PASSTHROUGH,
  [LoadBalancerName.GOOGLE_INTERNAL_PASSTHROUGH]: google.GOOGLE_INTERNAL_PASSTHROUGH,
  [LoadBalancerName.AZURE]: azure.AZURE_LB,
  [LoadBalancerName.AZURE_PRIVATE_LINK]: azure.AZURE_PRIVATE_LINK,
  [LoadBalancerName.DIGITALOCEAN_REGIONAL]: hosters.DIGITALOCEAN_REGIONAL,
  [LoadBalancerName.DIGITALOCEAN_NETWORK]: hosters.DIGITALOCEAN_NETWORK,
  [LoadBalancerName.HETZNER]: hosters.HETZNER,
  [LoadBalancerName.LINODE]: hosters.LINODE,
  [LoadBalancerName.SCALEWAY]: hosters.SCALEWAY,
  [LoadBalancerName.VULTR]: hosters.VULTR,
  [LoadBalancerName.CIVO]: hosters.CIVO,
  [LoadBalancerName.EXOSCALE]: hosters.EXOSCALE,
  [LoadBalancerName.UPCLOUD]: hosters.UPCLOUD,
  [LoadBalancerName.CLOUDSCALE]: hosters.CLOUDSCALE,
  [LoadBalancerName.OUTSCALE]: hosters.OUTSCALE,
  [LoadBalancerName.IONOS]: hosters.IONOS,
  [LoadBalancerName.OPENSTACK_OCTAVIA]: openstack.OPENSTACK_OCTAVIA,
  [LoadBalancerName.OPENSTACK_OCTAVIA_OVN]: openstack.OPENSTACK_OCTAVIA_OVN,
  [LoadBalancerName.OVH_OCTAVIA]: openstack.OVH_OCTAVIA,
  [LoadBalancerName.OVH_IOLB]: openstack.OVH_IOLB,
  [LoadBalancerName.STACKIT]: openstack.STACKIT,
  [LoadBalancerName.YAWOL]: openstack.YAWOL,
  [LoadBalancerName.ORACLE]: oracleIbm.ORACLE,
  [LoadBalancerName.ORACLE_NETWORK]: oracleIbm.ORACLE_NETWORK,
  [LoadBalancerName.IBM_VPC_ALB]: oracleIbm.IBM_VPC_ALB,
  [LoadBalancerName.IBM_VPC_NLB]: oracleIbm.IBM_VPC_NLB,
  [LoadBalancerName.IBM_CLASSIC_NLB]: oracleIbm.IBM_CLASSIC_NLB,
  [LoadBalancerName.ALIBABA_CLB]: asia.ALIBABA_CLB,
  [LoadBalancerName.ALIBABA_NLB]: asia.ALIBABA_NLB,
  [LoadBalancerName.TENCENT_CLB]: asia.TENCENT_CLB,
  [LoadBalancerName.HUAWEI_SHARED]: asia.HUAWEI_SHARED,
  [LoadBalancerName.HUAWEI_OPEN_SOURCE]: asia.HUAWEI_OPEN_SOURCE,
  [LoadBalancerName.HUAWEI_DEDICATED]: asia.HUAWEI_DEDICATED,
  [LoadBalancerName.YANDEX]: asia.YANDEX,
  [LoadBalancerName.VOLCENGINE_CLB]: asia.VOLCENGINE_CLB,
  [LoadBalancerName.METALLB]: bareMetal.METALLB,
  [LoadBalancerName.KUBE_VIP]: bareMetal.KUBE_VIP,
  [LoadBalancerName.CILIUM_BGP]: bareMetal.CILIUM_BGP,
  [LoadBalancerName.CILIUM_L2]: bareMetal.CILIUM_L2,
  [LoadBalancerName.K3S_SERVICE_LB]: bareMetal.K3S_SERVICE_LB,
  [LoadBalancerName.EQUINIX_METAL]: bareMetal.EQUINIX_METAL,
};
