import { ManifestObject } from './manifest-object';
import { ReadTopology } from '../istio/gateway-topology';
import { Workload } from '../istio/policy-attachment';

/** A gateway's pods, with all that these manifests say about them. */
export interface GatewayWorkload extends Workload {
  /** `namespace/name`. */
  readonly id: string;
  readonly topology: ReadTopology;
  /** Where the topology was found, in words. */
  readonly topologyFrom: string;
  /** Ports of the Services in front of it; those of an unknown Service are not known. */
  readonly servicePorts: readonly ServicePort[];
  /** The Gateway of the Kubernetes Gateway API that makes the pods. */
  readonly gatewayApi?: ManifestObject;
  /** What had to be assumed. */
  readonly assumptions: readonly string[];
}

/** A port of a Service, and where it ends in the pod. */
export interface ServicePort {
  readonly service: string;
  readonly port: number;
  readonly targetPort: number;
}
