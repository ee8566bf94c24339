import { ApiObject, Chart } from 'cdk8s';
import { GatewayWorkload, GatewayWorkloads, OtherGateway } from './gateway-workloads';
import { InstalledIstio, installedIstio } from './installed-istio';
import { ManifestObject } from './manifest-object';
import { MeshSettings, meshSettings } from './mesh-settings';
import { notInterpreted } from './not-interpreted';
import { ObjectSet, Replaced, objectSet } from './object-set';
import { PodTemplate, podTemplates } from './pod-template';
import { SourceText, readPaths } from './source-text';
import { parseDocuments } from './yaml-documents';
import { guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { nameOf } from '../istio/kubernetes-object';

/**
 * A set of Kubernetes manifests, whoever wrote them: Istio's objects, Gateways of the Kubernetes Gateway API, Deployments and Services, and the mesh
 * configuration in any of its forms (the `istio` ConfigMap, IstioOperator, Sail's `Istio`, Helm values).
 */
export class Manifests {
  /**
   * Reads files, and all YAML and JSON files below directories. `-` is standard input.
   *
   * What cannot be read is an error that says where: `unreadable-file`, `broken-yaml` or `manifests-too-large`. Without any manifest
   * it is `no-manifests`.
   *
   * @param paths Files and directories, from the working directory.
   */
  public static fromPaths(...paths: string[]): Manifests {
    return Manifests.fromTexts(readPaths(paths));
  }

  /**
   * Reads YAML with any number of documents.
   *
   * @param text The YAML.
   */
  public static fromText(text: string): Manifests {
    return Manifests.fromTexts([{ origin: 'the text', text }]);
  }

  /**
   * Reads the manifests that charts emit.
   *
   * @param charts Charts of a cdk8s app.
   */
  public static fromCharts(...charts: Chart[]): Manifests {
    return new Manifests(objectSet(charts.flatMap(chart => chart.node.findAll().filter(ApiObject.isApiObject)
      .map(object => ({ json: object.toJson(), origin: `chart ${chart.node.path}` })))));
  }

  private static fromTexts(texts: readonly SourceText[]): Manifests {
    const set = objectSet(texts.flatMap(source => parseDocuments(source)
      .map(({ json, start, end }) => ({ json, origin: source.origin, place: { source, start, end, path: [] } }))));
    if (set.objects.length + set.values.length === 0) {
      throw new Fault('no-manifests', {
        what: `there is no Kubernetes object in ${texts.map(({ origin }) => origin).join(', ')}`,
        why: 'there is nothing to read',
        instead: 'name the files or the directory with the rendered manifests',
      });
    }
    return new Manifests(set);
  }

  private readonly noted: readonly string[];

  /** @internal */
  public readonly _objects: readonly ManifestObject[];

  /** @internal */
  public readonly _pods: readonly PodTemplate[];

  /** @internal */
  public readonly _mesh: MeshSettings;

  /** @internal */
  public readonly _istio: InstalledIstio;

  /** @internal */
  public readonly _workloads: readonly GatewayWorkload[];

  /** @internal */
  public readonly _otherGateways: readonly OtherGateway[];

  /** @internal */
  public readonly _replaced: readonly Replaced[];

  /** @internal */
  public readonly _read: readonly ManifestObject[];

  private constructor(private readonly set: ObjectSet) {
    const remarks: string[] = [];
    this._objects = set.objects;
    this._replaced = set.replaced;
    this._read = set.read;
    this._mesh = meshSettings(set, text => remarks.push(text));
    this._pods = podTemplates(set.objects);
    this._istio = installedIstio(set, this._pods);
    const workloads = new GatewayWorkloads(set, this._pods, this._mesh);
    this._workloads = workloads.found;
    this._otherGateways = workloads.others;
    const others = workloads.others.map(({ gateway, is }) => `${nameOf(gateway)} ${is}: it is not interpreted`);
    this.noted = [...new Set([...set.notes, ...remarks, ...notInterpreted(set.objects), ...others])];
  }

  /** What was noticed while reading, and may matter: duplicates, and objects that are not interpreted. */
  public get notes(): string[] {
    return [...this.noted];
  }

  /** The gateways whose requests can be traced, as `namespace/name` of their pods' Deployment or Gateway. */
  public get gateways(): string[] {
    return this._workloads.map(({ id }) => id);
  }

  /**
   * The same with proxies of this version of Istio, if one is said. istiod keeps the version that they show.
   * @internal
   */
  public _withProxies(version: string | undefined): Manifests {
    return version === undefined ? this : this.with(this._istio.orElse(version), { proxyVersion: version });
  }

  /**
   * The same for each Istio that a gateway may have, oldest first.
   * @internal
   */
  public _perIstio({ proxyVersion }: GatewayWorkload): Manifests[] {
    return this._istio.possible(proxyVersion).map(istio => this.with(istio, {}));
  }

  private with(istio: InstalledIstio, workload: Partial<GatewayWorkload>): Manifests {
    return Object.assign(Object.create(Manifests.prototype), this, {
      _istio: istio,
      _workloads: this._workloads.map(one => ({ ...one, ...workload })),
    });
  }

  /** @internal */
  public _ofKind(group: string, kind: string): ManifestObject[] {
    return this.set.ofKind(group, kind);
  }
}

guardDoors('Manifests', Manifests);
