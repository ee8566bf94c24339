import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel } from './gateway-model';
import { EdgeFile } from '../topology';

/** What makes the pods. */
export interface Workload {
  readonly kind: 'Deployment' | 'DaemonSet';
  readonly name: string;
}

/** What was made to install a gateway. */
export interface Installed {
  /** What makes the pods, whoever makes it. */
  readonly workload: Workload;
  /** Name of the Service, where others have made it before. */
  readonly existingService?: string;
  readonly deployment?: ApiObject;
  readonly service?: ApiObject;
  /** The object that makes the Deployment, where there is one: a Gateway of the Kubernetes Gateway API, an Application. */
  readonly maker?: ApiObject;
  /** Values for Istio's chart `gateway`. */
  readonly helmValues?: { [name: string]: any };
  /** Files for the tool that installs the gateway. */
  readonly files: readonly EdgeFile[];
}

/** Makes what installs a gateway. */
export type Install = (scope: Construct, model: GatewayModel) => Installed;
