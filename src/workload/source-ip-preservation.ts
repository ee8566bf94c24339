import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { assertNew } from '../doors/door';
import { freeId } from '../gateway/construct-id';
import { workloadPart } from '../gateway/partial-object';

/** Whose callers keep their address. */
export interface SourceIpPreservationProps {
  /** Name of the Deployment. */
  readonly deploymentName: string;
  /**
   * Its namespace.
   * @default - the chart's
   */
  readonly namespace?: string;
}

/**
 * Lets an application in the mesh see the address of the pod that calls it, instead of 127.0.0.6: its sidecar takes connections
 * by TPROXY instead of REDIRECT, and runs as root with `NET_ADMIN` for it.
 *
 * This is about calls inside the mesh. After the gateway the pod that calls is the gateway's; the client is in X-Forwarded-For.
 *
 * Emits a part of the Deployment for server-side apply. For a Deployment of your own app, put `ANNOTATIONS` on its pod template instead.
 */
export class SourceIpPreservation extends Construct {
  /** The annotations for a pod template. */
  public static readonly ANNOTATIONS: { [name: string]: string } = { 'sidecar.istio.io/interceptionMode': 'TPROXY' };

  /** The part of the Deployment. */
  public readonly deployment: ApiObject;

  public constructor(scope: Construct, id: string, props: SourceIpPreservationProps) {
    assertNew('SourceIpPreservation', scope, id, props);
    super(scope, freeId(scope, id));
    this.deployment = new ApiObject(this, 'Resource', workloadPart({
      kind: 'Deployment',
      name: props.deploymentName,
      namespace: props.namespace ?? Chart.of(this).namespace,
      podAnnotations: SourceIpPreservation.ANNOTATIONS,
    }));
  }
}
