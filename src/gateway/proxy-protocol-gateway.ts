import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, Chart, Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { freeId } from './construct-id';
import { GatewayInstall } from './gateway-install';
import { GatewayServer, ServerKind } from './gateway-server';
import { existingServicePart, gatewayService } from './gateway-service';
import { GuardObjects } from './guard-objects';
import * as injected from './injected-deployment';
import { PARTIAL_OBJECT } from './partial-object';
import { checkServers } from './ports';
import { GatewayAttributes, IProxyProtocolGateway, ReferencedGateway } from './referenced-gateway';
import { runbook } from './runbook';
import { selectorOverlap } from './selector-overlap';
import { Gateway } from '../../imports/networking.istio.io';
import { Fault } from '../fault';
import { gatewaySpec } from '../istio/gateway';
import { DEFAULT_ISTIO_VERSION, IstioFeature, requireFeature } from '../istio/istio-version';
import { EdgeFile, ForwardedPort, GatewayTargets, LockKind, TrustedTopology } from '../topology';

export interface ProxyProtocolGatewayProps {
  /** What stands in front of the gateway. */
  readonly topology: TrustedTopology;
  /**
   * All servers of the gateway. Without, no Istio Gateway is emitted, for others declare them; lists on hosts or servers are then an error.
   * @default - none are declared here; the Service has ports 80 and 443
   */
  readonly servers?: GatewayServer[];
  /**
   * How the gateway comes into the cluster.
   * @default GatewayInstall.injectedDeployment()
   */
  readonly install?: GatewayInstall;
  /**
   * Name of all of its objects, and value of the label `istio` of its pods (without a leading `istio-`, as in Istio's own chart).
   * @default - made from the construct's path
   */
  readonly name?: string;
  /**
   * Namespace of the gateway.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Version of Istio in the cluster; what it lacks is an error.
   * @default '1.29'
   */
  readonly istioVersion?: string;
}

/**
 * An Istio ingress gateway that sees the client's own address behind what its topology declares, and guards what it believes.
 *
 * Emits the gateway (or the fields that an existing one needs), Istio's `gatewayTopology` in the pods' annotation, the Service for the
 * last hop, an Istio Gateway for its servers, and a guard for every boundary whose word it believes.
 */
export class ProxyProtocolGateway extends Construct implements IProxyProtocolGateway {
  /** A gateway that others make, so that lists can be put on it. Emits nothing; its owners emit the guards. */
  public static fromGatewayAttributes(scope: Construct, id: string, attributes: GatewayAttributes): IProxyProtocolGateway {
    return new ReferencedGateway(scope, id, attributes);
  }

  public readonly topology: TrustedTopology;
  public readonly namespace: string;
  public readonly gatewayName?: string;
  public readonly podLabels?: { [name: string]: string };
  public readonly gatewayApiName?: string;
  public readonly servers?: GatewayServer[];
  /** The Deployment, or the part of an existing one that carries the topology. */
  public readonly deployment: ApiObject;
  /** The Service, or the part of an existing one; undefined where an existing one needs no change. */
  public readonly service?: ApiObject;
  /** The Istio Gateway; undefined without servers. */
  public readonly gateway?: ApiObject;
  private readonly name: string;
  private readonly install: GatewayInstall;

  public constructor(scope: Construct, id: string, props: ProxyProtocolGatewayProps) {
    super(scope, freeId(scope, id));
    this.topology = props.topology;
    this.install = props.install ?? GatewayInstall.injectedDeployment();
    this.servers = props.servers && [...props.servers];
    this.namespace = props.namespace ?? Chart.of(this).namespace ?? this.namespaceMissing();
    this.name = this.checkedName(props.name ?? this.install._existing?.deploymentName ?? Names.toDnsLabel(this, { maxLen: 50 }));
    this.podLabels = this.install._existing?.podLabels ?? { app: this.name, istio: this.name.replace(/^istio-/, '') };
    this.checkServers();
    this.checkVersion(props.istioVersion ?? DEFAULT_ISTIO_VERSION);

    const own = this.install._existing ? this.existing(this.install._existing) : this.injected(this.install._injected!);
    this.deployment = own.deployment;
    this.service = own.service;
    this.gateway = this.istioGateway();
    this.gatewayName = this.gateway?.name;
    this.node.defaultChild = this.deployment;
    new GuardObjects(this, 'Guards', { gateway: this, name: this.name });
    this.node.addValidation({ validate: () => selectorOverlap(this) });
  }

  /** Files for what is not in the cluster: configuration of edge proxies, IstioOperator, runbook, picture. */
  public get files(): EdgeFile[] {
    return [
      ...this.topology.proxies.flatMap((hop, index, hops) => hop._edgeFiles(this.forwardedPorts(index === hops.length - 1), hops[index - 1])),
      { name: 'istio-operator.yaml', content: this.topology.toIstioOperator() },
      { name: 'topology.mmd', content: this.topology.toMermaid() },
      { name: 'runbook.md', content: this.runbook },
    ];
  }

  /** How to see that the gateway works, how to find one's own address, and what to look for when it does not. Markdown. */
  public get runbook(): string {
    return runbook(this, this.deployment.name);
  }

  /** Writes the files into a folder beside the manifests. */
  public writeFiles(directory: string): void {
    mkdirSync(directory, { recursive: true });
    this.files.forEach(file => writeFileSync(join(directory, file.name), file.content));
  }

  private injected(options: { minReplicas: number; maxReplicas: number }): { deployment: ApiObject; service?: ApiObject } {
    const servers = this.serversOrUsual;
    this.mustBeUnprivileged(servers);
    const model: injected.InjectedModel = {
      ...options,
      name: this.name,
      namespace: this.namespace,
      labels: this.podLabels!,
      annotations: this.acknowledgements(),
      proxyConfig: JSON.stringify(this.topology.toProxyConfig()),
      servers,
      statusPortProxyProtocol: this.statusPortProxyProtocol,
    };
    new ApiObject(this, 'ServiceAccount', injected.serviceAccount(model));
    if (servers.some(server => server._kind === ServerKind.HTTPS)) {
      new ApiObject(this, 'Role', injected.secretReaderRole(model));
      new ApiObject(this, 'RoleBinding', injected.secretReaderRoleBinding(model));
    }
    const deployment = new ApiObject(this, 'Deployment', injected.deployment(model));
    new ApiObject(this, 'HorizontalPodAutoscaler', injected.autoscaler(model));
    new ApiObject(this, 'PodDisruptionBudget', injected.disruptionBudget(model));
    const metadata = { name: this.name, namespace: this.namespace, labels: this.podLabels };
    const service = new ApiObject(this, 'Service', gatewayService(metadata, this.podLabels!, servers, this.topology));
    return { deployment, service };
  }

  private existing(options: { deploymentName: string; serviceName: string }): { deployment: ApiObject; service?: ApiObject } {
    const loadBalancerClass = this.topology._lastProxy?._service?.loadBalancerClass;
    if (loadBalancerClass) {
      throw new Fault('load-balancer-class', {
        what: `"${this.topology._lastProxy!.name}" needs spec.loadBalancerClass: ${loadBalancerClass} on the existing Service "${options.serviceName}"`,
        why: 'the API server does not let the field of an existing Service be changed',
        instead: 'let this library install the gateway (leave out install), or choose a controller that works with annotations',
      }, this);
    }
    const env = injected.statusPortEnv(this.statusPortProxyProtocol);
    const deployment = new ApiObject(this, 'Deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: options.deploymentName, namespace: this.namespace, annotations: { ...PARTIAL_OBJECT, ...this.acknowledgements() } },
      spec: {
        template: {
          metadata: { annotations: { 'proxy.istio.io/config': JSON.stringify(this.topology.toProxyConfig()) } },
          ...env.env ? { spec: { containers: [{ name: 'istio-proxy', ...env }] } } : {},
        },
      },
    } as any);
    const metadata: k8s.ObjectMeta = { name: options.serviceName, namespace: this.namespace, annotations: PARTIAL_OBJECT };
    const part = existingServicePart(metadata, this.topology);
    return { deployment, service: part && new ApiObject(this, 'Service', part) };
  }

  private istioGateway(): ApiObject | undefined {
    if (!this.servers) {
      return undefined;
    }
    const mutual = this.topology._guards.locks.find(({ lock }) => lock._kind === LockKind.MUTUAL_TLS);
    return new ApiObject(this, 'Gateway', Gateway.manifest({
      metadata: { name: this.name, namespace: this.namespace },
      spec: gatewaySpec(this.podLabels!, this.servers.map(server => ({
        name: server.name,
        port: server.port,
        protocol: server._kind,
        hosts: server.hosts,
        httpsRedirect: server._httpsRedirect,
        credentialName: server._credentialName,
        caCertCredentialName: mutual?.lock._detail,
      }))),
    }));
  }

  /** Locks that only a person can check, as annotations for the reviewer. */
  private acknowledgements(): { [name: string]: string } {
    return Object.fromEntries(this.topology._guards.locks
      .filter(({ lock }) => lock._kind === LockKind.ELSEWHERE)
      .map(({ hop, lock }) => [`cdk8s-istio-source-ip/enforced-elsewhere.${hop}`, lock._detail]));
  }

  /** Where others declare the servers, the ports that gateways usually have. */
  private get serversOrUsual(): GatewayServer[] {
    return this.servers ?? [
      GatewayServer.http({ name: 'http', hosts: ['*'] }),
      GatewayServer.https({ name: 'https', hosts: ['*'], credentialName: 'declared-by-others' }),
    ];
  }

  private get statusPortProxyProtocol(): boolean {
    return this.topology._lastProxy?._statusPortProxyProtocol ?? false;
  }

  /** What an edge proxy listens on and dials: the gateway, or the proxy behind it. */
  private forwardedPorts(isLast: boolean): ForwardedPort[] {
    const dialled = (server: GatewayServer): number => {
      if (!isLast) {
        return server.clientPort;
      }
      return this.topology._lastProxy?.targets === GatewayTargets.PODS ? server.targetPort : server.port;
    };
    const servers = this.serversOrUsual;
    return servers
      .filter((server, index) => servers.findIndex(other => other.port === server.port) === index)
      .map(server => ({
        name: server.name,
        clientPort: server.clientPort,
        dialledPort: dialled(server),
        tls: server._kind === ServerKind.HTTPS || server._kind === ServerKind.TLS_PASSTHROUGH,
      }));
  }

  private checkServers(): void {
    const mutual = this.topology._guards.locks.find(({ lock }) => lock._kind === LockKind.MUTUAL_TLS);
    const plain = this.servers?.find(server => server._kind === ServerKind.HTTP && !server._httpsRedirect);
    if (mutual && (!this.servers || plain)) {
      throw new Fault('lock-plain-http', {
        what: `"${mutual.hop}" has OriginLock.mutualTls, and ${plain ? `server "${plain.name}" is plain HTTP` : 'the servers are not declared here'}`,
        why: 'without TLS nobody is asked for a certificate, so the lock would stand open there',
        instead: plain ? `write httpsRedirect: true on "${plain.name}", make it https, or use OriginLock.header(…)` : 'declare servers, or use OriginLock.header(…)',
      }, this);
    }
    if (this.servers?.length === 0) {
      throw new Fault('empty-list', {
        what: 'servers is an empty list',
        why: 'istiod refuses a Gateway without servers',
        instead: 'write at least one server, or leave servers out where others declare them',
      }, this);
    }
    checkServers(this, this.servers ?? [], this.topology);
  }

  private checkVersion(version: string): void {
    requireFeature(this, version, IstioFeature.NETWORKING_V1);
    if (this.topology._guards.locks.some(({ lock }) => lock._kind === LockKind.MUTUAL_TLS)) {
      requireFeature(this, version, IstioFeature.CA_CERT_CREDENTIAL_NAME);
    }
    if (this.statusPortProxyProtocol) {
      requireFeature(this, version, IstioFeature.STATUS_PORT_PROXY_PROTOCOL);
    }
  }

  private mustBeUnprivileged(servers: readonly GatewayServer[]): void {
    const privileged = servers.find(server => server.targetPort < 1024);
    if (privileged) {
      throw new Fault('privileged-port', {
        what: `targetPort of server "${privileged.name}" is ${privileged.targetPort}`,
        why: 'the gateway does not run as root, and Istio skips ports below 1024 then',
        instead: `leave targetPort out, or write ${privileged.targetPort + 8000}`,
      }, this);
    }
  }

  private checkedName(name: string): string {
    if (!/^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$/.test(name)) {
      throw new Fault('gateway-name', {
        what: `"${name}" is no name for a gateway`,
        why: 'it becomes the name of a Service, an address in DNS, and a label of the pods',
        instead: 'write up to 50 lower-case letters, digits and hyphens, beginning with a letter, such as "public-ingress"',
      }, this);
    }
    return name;
  }

  private namespaceMissing(): never {
    throw new Fault('namespace-missing', {
      what: 'the namespace of the gateway is not known',
      why: "a policy acts only in its gateway's namespace, and in Istio's root namespace on every namespace",
      instead: "write namespace: 'istio-ingress' here or in the chart's props",
    }, this);
  }
}
