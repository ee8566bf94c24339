import { Construct, IConstruct } from 'constructs';
import { freeId } from './construct-id';
import { GatewayServer } from './gateway-server';
import { namespaceLabel } from './namespace-label';
import { Fault } from '../fault';
import { GatewaySelection } from '../istio/gateway-selection';
import { namesByGatewayApi } from '../istio/installed-names';
import { TrustedTopology } from '../topology';

/** A gateway that lists can be put on: one that is made here, or a reference to one that others make. */
export interface IProxyProtocolGateway extends IConstruct {
  /** What is in front of it. */
  readonly topology: TrustedTopology;
  /** Its namespace; everything that acts on it is there. */
  readonly namespace: string;
  /** Name of its Istio Gateway, for VirtualServices; undefined where none is known. */
  readonly gatewayName?: string;
  /** Labels that select its pods; undefined for a Gateway of the Kubernetes Gateway API. */
  readonly podLabels?: { [name: string]: string };
  /** Name of its Gateway of the Kubernetes Gateway API; undefined for a classic gateway. */
  readonly gatewayApiName?: string;
  /** Its servers; undefined where others declare them. */
  readonly servers?: GatewayServer[];
}

/** What must be known of a gateway that others make. */
export interface GatewayAttributes {
  /** What is in front of it, exactly as its owners declare it. */
  readonly topology: TrustedTopology;
  /** Its namespace. */
  readonly namespace: string;
  /**
   * Labels of its pods, for a classic gateway.
   * @default - it is a Gateway of the Kubernetes Gateway API
   */
  readonly podLabels?: { [name: string]: string };
  /**
   * Name of its Gateway of the Kubernetes Gateway API, from which istiod makes the pods; `podLabels` where somebody else makes them.
   * @default - it is a classic gateway
   */
  readonly gatewayApiName?: string;
  /**
   * Name of its Istio Gateway, for VirtualServices.
   * @default - unknown
   */
  readonly gatewayName?: string;
  /**
   * All of its servers. Of a Gateway of the Kubernetes Gateway API with `targetPort` only where somebody has changed its Service: it listens on
   * the ports of its listeners.
   * @default - unknown; lists on hosts or servers are then an error
   */
  readonly servers?: GatewayServer[];
}

/** Emits nothing. */
export class ReferencedGateway extends Construct implements IProxyProtocolGateway {
  public readonly topology: TrustedTopology;
  public readonly namespace: string;
  public readonly gatewayName?: string;
  public readonly podLabels?: { [name: string]: string };
  public readonly gatewayApiName?: string;
  public readonly servers?: GatewayServer[];

  public constructor(scope: Construct, id: string, attributes: GatewayAttributes) {
    super(scope, freeId(scope, id));
    const hasLabels = Object.keys(attributes.podLabels ?? {}).length > 0;
    if (hasLabels === (attributes.gatewayApiName !== undefined)) {
      throw new Fault('gateway-selection', {
        what: hasLabels ? 'both podLabels and gatewayApiName are given' : 'neither podLabels nor gatewayApiName is given',
        why: 'a classic gateway ignores targetRefs, and a policy that selects nothing acts on the whole namespace',
        instead: 'write podLabels for a classic gateway, or gatewayApiName for one of the Kubernetes Gateway API',
      }, this);
    }
    this.topology = attributes.topology;
    this.namespace = attributes.namespace;
    this.gatewayName = attributes.gatewayName;
    this.podLabels = attributes.podLabels;
    this.gatewayApiName = attributes.gatewayApiName;
    this.servers = attributes.gatewayApiName ? attributes.servers?.map(server => server._asListener()) : attributes.servers;
  }
}

/** Labels by which the gateway's pods are found in its namespace. */
export function labelsOf(gateway: IProxyProtocolGateway): { [name: string]: string } {
  return gateway.podLabels ?? namesByGatewayApi(gateway.gatewayApiName!).podLabels;
}

/** All that is known of its pods' labels: whoever made them, they have no other namespace's label. */
export function knownLabelsOf(gateway: IProxyProtocolGateway): { [name: string]: string } {
  return { ...labelsOf(gateway), ...namespaceLabel(gateway.namespace) };
}

/** How policies and filters find the gateway's pods. */
export function selectionOf(gateway: IProxyProtocolGateway): GatewaySelection {
  return { labels: gateway.podLabels, gatewayApiName: gateway.gatewayApiName };
}
