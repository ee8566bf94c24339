import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { AllowListForm } from './allow-list-form';
import { GatewayServer } from '../gateway/gateway-server';
import { IProxyProtocolGateway } from '../gateway/referenced-gateway';
import { IpBlocks } from '../net';

/** A list, whichever engine compares clients with it. */
export interface List {
  /** The construct that owns its objects, and that errors name. */
  readonly construct: Construct;
  readonly gateway: IProxyProtocolGateway;
  /** The addresses that clients are compared with: those listed, and for a deny list those of the proxy to which Envoy falls back. */
  readonly compared: IpBlocks;
  /** Whether these are admitted and all others denied; otherwise these are denied and all others admitted. */
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
  /** Throws where this engine cannot express the list, and adds checks of what else is in the chart. */
  validate(list: List): void;
  /** Makes the list's objects on the servers that it covers; undefined where others declare them. The first is the one that `ApiObject.of` gives. */
  emit(list: List, covered: readonly GatewayServer[] | undefined): readonly ListObject[];
}
