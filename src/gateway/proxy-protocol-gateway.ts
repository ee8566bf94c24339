import { mkdirSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { ConnectionSettings } from './connection-settings';
import { freeId } from './construct-id';
import { edgeFiles } from './forwarded-ports';
import { assertGatewayApi } from './gateway-api-checks';
import { assertGateway, serversWithoutLock } from './gateway-checks';
import { onOtherProxy } from './gateway-class';
import { GatewayInstall } from './gateway-install';
import { GatewayModel, DEFAULT_SERVERS, proxyConfigAnnotation } from './gateway-model';
import { GatewayServer } from './gateway-server';
import { GuardObjects } from './guard-objects';
import { Installed } from './installed';
import { istioGateway } from './istio-gateway';
import { namespaceLabel } from './namespace-label';
import { objectName } from './object-name';
import { GatewayAttributes, IProxyProtocolGateway, ReferencedGateway, labelsOf } from './referenced-gateway';
import { runbook } from './runbook';
import { selectorOverlap } from './selector-overlap';
import { validateUniqueObjects, noteGateway } from './unique-objects';
import { assertNew, guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { namesByChart } from '../istio/installed-names';
import { DEFAULT_ISTIO_VERSION } from '../istio/istio-version';
import { PROXY_CONFIG } from '../istio/proxy-config';
import { EdgeFile, TrustedTopology } from '../topology';

/** Who has written files where, by app. */
const FOLDERS = new WeakMap<IConstruct, Map<string, ProxyProtocolGateway>>();

/** A gateway, and what is in front of it. */
export interface ProxyProtocolGatewayProps {
  /** What is in front of the gateway. */
  readonly topology: TrustedTopology;
  /**
   * All servers of the gateway. Without them no Istio Gateway is emitted, since others declare them; lists on hosts or servers are then an error.
   * @default - none are declared here; the Service has ports 80 and 443
   */
  readonly servers?: GatewayServer[];
  /**
   * How the gateway is installed.
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
   * What the gateway does with connections and requests before it routes them: timeouts, slashes in paths, underscores in header names. Needs Istio 1.31.
   * The annotation of the pods is written whole: what an existing gateway has there is lost, unless it is written here.
   * @default - the mesh's (`meshConfig.defaultConfig`)
   */
  readonly connectionSettings?: ConnectionSettings;
  /**
   * Version of Istio in the cluster, as `1.31` or `1.31.0`; what it lacks is an error.
   * @default '1.31'
   */
  readonly istioVersion?: string;
}

/**
 * An Istio ingress gateway that sees the client's own address, whatever is in front of it, and guards what it believes.
 *
 * Emits the gateway (or the fields that an existing one needs), Istio's `gatewayTopology` in the pods' annotation, the Service for the
 * last proxy, an Istio Gateway for its servers, and the guards that the topology needs.
 */
export class ProxyProtocolGateway extends Construct implements IProxyProtocolGateway {
  /**
   * A gateway that others make, so that lists can be put on it. Emits nothing; its owners emit the guards.
   *
   * Lists on it are objects of the gateway's namespace, since Istio's policies act on pods of their own namespace: whoever applies them needs rights there.
   *
   * @param attributes What its owners declare.
   */
  public static fromGatewayAttributes(scope: Construct, id: string, attributes: GatewayAttributes): IProxyProtocolGateway {
    return new ReferencedGateway(scope, id, attributes);
  }

  /** What is in front of it. */
  public readonly topology: TrustedTopology;
  /** Its namespace; everything that acts on it is emitted there. */
  public readonly namespace: string;
  /** Name of its Istio Gateway, for VirtualServices; undefined without servers. */
  public readonly gatewayName?: string;
  /** Labels that select its pods; undefined for a Gateway of the Kubernetes Gateway API. */
  public readonly podLabels?: { [name: string]: string };
  /** Name of its Gateway of the Kubernetes Gateway API; undefined for a classic gateway. */
  public readonly gatewayApiName?: string;
  /** Its servers; undefined where others declare them. */
  public readonly servers?: GatewayServer[];
  /** The Deployment, or the part of an existing one (or of a DaemonSet) that carries the topology; undefined where others make it. */
  public readonly deployment?: ApiObject;
  /** The Service, or the part of an existing one; undefined where others make it, or an existing one needs no change. */
  public readonly service?: ApiObject;
  /** The Istio Gateway, or that of the Kubernetes Gateway API; undefined without servers. */
  public readonly gateway?: ApiObject;
  private readonly model: GatewayModel;
  private readonly installed: Installed;

  public constructor(scope: Construct, id: string, props: ProxyProtocolGatewayProps) {
    assertNew('ProxyProtocolGateway', scope, id, props);
    super(scope, freeId(scope, id));
    const install = props.install ?? GatewayInstall.injectedDeployment();
    const name = props.name ?? install._existing?.workload.name ?? objectName(this);
    this.topology = props.topology;
    this.servers = props.servers?.map(server => install._isGatewayApi ? server._asListener() : server);
    this.namespace = props.namespace ?? Chart.of(this).namespace ?? this.namespaceMissing();
    const version = props.istioVersion ?? DEFAULT_ISTIO_VERSION;
    assertGateway(this, name, version, this.topology, this.servers, props.connectionSettings);
    if (install._isGatewayApi) {
      assertGatewayApi(this, version, this.topology, this.servers);
      this.gatewayApiName = name;
    } else {
      this.podLabels = install._existing?.podLabels ?? namesByChart(name).podLabels;
    }
    const podLabels = labelsOf(this);
    this.model = {
      name,
      namespace: this.namespace,
      podLabels,
      gatewaySelector: install._existing ? podLabels : { ...podLabels, ...namespaceLabel(this.namespace) },
      topology: this.topology,
      servers: this.servers ?? DEFAULT_SERVERS,
      connectionSettings: props.connectionSettings,
    };

    this.installed = install._install(this, this.model);
    const { deployment, service, maker } = this.installed;
    this.deployment = deployment;
    this.service = service;
    if (install._isGatewayApi) {
      this.gateway = maker;
    } else {
      this.gateway = this.servers && new ApiObject(this, 'Gateway', istioGateway(this.model));
      this.gatewayName = this.gateway?.name;
    }
    this.node.defaultChild = deployment ?? maker ?? this.gateway;
    new GuardObjects(this, 'Guards', { gateway: this, name });
    validateUniqueObjects(this);
    noteGateway(this, name);
    this.node.addValidation({ validate: () => onOtherProxy(this, this) });
    this.node.addValidation({ validate: () => serversWithoutLock(this) });
    this.node.addValidation({ validate: () => selectorOverlap(this, this.model.gatewaySelector) });
  }

  /** Values for Istio's Helm chart `gateway`; undefined where that chart does not install the gateway. */
  public get helmValues(): { [name: string]: any } | undefined {
    return this.installed.helmValues;
  }

  /**
   * Files for what is not in the cluster: configuration of edge proxies, runbook, picture of the chain; where a tool installs the gateway, its
   * Helm values or IstioOperator document. What would change the whole mesh is not among them: `topology.toIstioOperator()`, `toIstiodValues()`.
   */
  public get files(): EdgeFile[] {
    return [
      ...edgeFiles(this.model),
      ...this.installed.files,
      { name: 'topology.mmd', content: this.topology.toMermaid() },
      { name: 'runbook.md', content: this.runbook },
    ];
  }

  /** How to see that the gateway works, how to find one's own address, and what to look for when it does not. Markdown. */
  public get runbook(): string {
    return runbook(this, this.installed, proxyConfigAnnotation(this.model)[PROXY_CONFIG]);
  }

  /**
   * Writes the files into a folder of this gateway's own. They are not manifests: keep them out of the folder that `cdk8s synth` writes and
   * Argo CD reads.
   *
   * A folder that holds the files of another gateway is the error `files-folder`.
   *
   * @param directory The folder; it is made where it is missing.
   */
  public writeFiles(directory: string): void {
    this.assertOwnFolder(resolve(directory));
    mkdirSync(directory, { recursive: true });
    this.files.forEach(file => writeFileSync(join(directory, file.name), file.content));
  }

  /** File names are the same for every gateway. */
  private assertOwnFolder(folder: string): void {
    const { root } = this.node;
    const owners = FOLDERS.get(root) ?? new Map<string, ProxyProtocolGateway>();
    FOLDERS.set(root, owners);
    const owner = owners.get(folder) ?? this;
    owners.set(folder, owner);
    if (owner !== this) {
      throw new Fault('files-folder', {
        what: `the files of ${owner.node.path} are in ${folder} already`,
        why: 'these would overwrite them',
        instead: `write them into a folder of their own, such as '${folder}/${this.model.name}'`,
      }, this);
    }
  }

  private namespaceMissing(): never {
    throw new Fault('namespace-missing', {
      what: 'the namespace of the gateway is not known',
      why: "a policy acts only in its gateway's namespace, and in Istio's root namespace on every namespace",
      instead: "write namespace: 'istio-ingress' here or in the chart's props",
    }, this);
  }
}

guardDoors('ProxyProtocolGateway', ProxyProtocolGateway);
