import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel } from './gateway-model';
import { EdgeFile } from '../topology';

/** What a way to install has made. */
export interface Installed {
  /** Name of the Deployment, whoever makes it. */
  readonly deploymentName: string;
  readonly deployment?: ApiObject;
  readonly service?: ApiObject;
  /** What makes the Deployment, where that is an object: a Gateway of the Kubernetes Gateway API, an Application. */
  readonly maker?: ApiObject;
  /** Values for Istio's chart `gateway`. */
  readonly helmValues?: { [name: string]: any };
  /** Files for the tool that installs the gateway. */
  readonly files: readonly EdgeFile[];
}

/** Makes a gateway of what is known of it. */
export type Install = (scope: Construct, model: GatewayModel) => Installed;
