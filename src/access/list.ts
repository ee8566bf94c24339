import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { AllowListForm } from './allow-list-form';
import { GatewayServer } from '../gateway/gateway-server';
import { IProxyProtocolGateway } from '../gateway/referenced-gateway';
import { IpBlocks } from '../net';

/** What a list is, whatever compares clients with it. */
export interface List {
  /** Who owns its objects, and whom errors name. */
  readonly construct: Construct;
  readonly gateway: IProxyProtocolGateway;
  /** Whom clients are compared with: who is listed, and of a deny list the proxy to which Envoy falls back. */
  readonly compared: IpBlocks;
  /** Whether these come in; they are those who do not otherwise. */
  readonly admits: boolean;
  readonly form: AllowListForm;
  readonly hosts?: readonly string[];
  readonly exempt?: readonly string[];
  readonly dryRun: boolean;
  readonly metadata?: ApiObjectMetadata;
}

/** An object of a list. */
export interface ListObject {
  readonly object: ApiObject;
  /** The part of the address space whose entries it holds; undefined where it holds none. */
  readonly space?: IpBlocks;
}

/** What compares clients with lists. */
export interface ListEngine {
  /** Throws what this engine cannot express, and adds checks of what else is in the chart. */
  validate(list: List): void;
  /** Makes the list's objects on the servers that it covers; undefined where others declare them. The first is the one that `ApiObject.of` gives. */
  emit(list: List, covered: readonly GatewayServer[] | undefined): readonly ListObject[];
}
