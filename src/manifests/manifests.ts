import { ApiObject, Chart } from 'cdk8s';
import { GatewayWorkload, GatewayWorkloads, OtherGateway } from './gateway-workloads';
import { groups } from './groups';
import { InstalledIstio, installedIstio } from './installed-istio';
import { DEFAULT_NAMESPACE, ManifestObject } from './manifest-object';
import { MeshSettings, meshSettings } from './mesh-settings';
import { notInterpreted } from './not-interpreted';
import { FoundDocument, ObjectSet, Replaced, objectSet } from './object-set';
import { PodTemplate, podTemplates } from './pod-template';
import { SourceText, UnreadText, readPaths } from './source-text';
import { unreadFault, unreadNotes } from './unread';
import { parseText } from './yaml-documents';
import { guardDoors } from '../doors/door';
import { Fault, summary } from '../fault';
import { nameOf } from '../istio/kubernetes-object';

/**
 * A set of Kubernetes manifests, whoever wrote them: Istio's objects, Gateways of the Kubernetes Gateway API, Deployments and Services, and the mesh
 * configuration in any of its forms (the `istio` ConfigMap, IstioOperator, Sail's `Istio`, Helm values).
 */
export class Manifests {
  /**
   * Reads files, and all YAML and JSON files below directories, as kubectl reads them. `-` is standard input.
   *
   * A path that cannot be read is an error: `unreadable-file`, `broken-yaml` or `manifests-too-large`, and `no-manifests` without any manifest. Where
   * others can be read, a file that cannot is among `unread`, and a template among the notes; nothing can be traced then.
   *
   * @param paths Files and directories, from the working directory.
   */
  public static fromPaths(...paths: string[]): Manifests {
    return Manifests._read(paths);
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
    return Manifests.of(charts.flatMap(chart => chart.node.findAll().filter(ApiObject.isApiObject)
      .map(object => ({ json: object.toJson(), origin: `chart ${chart.node.path}` }))), []);
  }

  /**
   * Reads paths as the command line names them.
   * @internal
   */
  public static _read(
    paths: readonly string[], { exclude, namespace }: { readonly exclude?: readonly string[]; readonly namespace?: string } = {},
  ): Manifests {
    return Manifests.fromTexts(readPaths(paths, exclude), namespace);
  }

  private static fromTexts(sources: Iterable<SourceText | UnreadText>, namespace?: string): Manifests {
    const documents: FoundDocument[] = [];
    const unread: UnreadText[] = [];
    const origins: string[] = [];
    let hasObjects = false;
    for (const source of sources) {
      origins.push(source.origin);
      if ('fault' in source) {
        unread.push(source);
        continue;
      }
      const parsed = parseText(source);
      if (parsed.unread) unread.push(parsed.unread);
      hasObjects ||= parsed.hasObjects;
      documents.push(...parsed.documents.map(({ json, start, end, repeated }) => (
        { json, origin: source.origin, place: { source, start, end, path: [] }, repeated })));
    }
    const set = Manifests.of(documents, unread, namespace);
    if (set._read.length + set.set.values.length > 0) return set;
    if (unread.length > 0 && !hasObjects || unread.some(({ mayMatter }) => mayMatter)) throw unreadFault(unread);
    if (hasObjects) return set;
    throw new Fault('no-manifests', {
      what: `there is no Kubernetes object in ${summary(origins)}`,
      why: 'there is nothing to read',
      instead: 'name the files or the directory with the rendered manifests',
    });
  }

  private static of(documents: readonly FoundDocument[], unread: readonly UnreadText[], namespace?: string): Manifests {
    const set = objectSet(documents, namespace);
    const inDefault = set.missing?.isGuessed ? () => new Manifests(objectSet(documents, DEFAULT_NAMESPACE), unread) : undefined;
    return new Manifests(set, unread, inDefault);
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

  private constructor(
    private readonly set: ObjectSet,
    /** @internal */
    public readonly _unread: readonly UnreadText[],
    /**
     * The same with objects that name no namespace in kubectl's own, where another was guessed for them.
     * @internal
     */
    public readonly _inDefault?: () => Manifests,
  ) {
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
    const others = [...groups(workloads.others.map(({ gateway, is }) => [is, gateway]))].map(([is, gateways]) => gateways.length === 1
      ? `${nameOf(gateways[0])} ${is}: it is not interpreted`
      : `${summary(gateways.map(nameOf))}: each ${is}, and is not interpreted`);
    this.noted = [...new Set([...unreadNotes(_unread), ...set.notes, ...remarks, ...notInterpreted(set.objects), ...others])];
  }

  /** What was noticed while reading, and may matter: duplicates, and objects that are not interpreted. */
  public get notes(): string[] {
    return [...this.noted];
  }

  /**
   * Which objects name no namespace.
   * @internal
   */
  public get _missingNamespaces(): string {
    return this.set.missing?.what ?? '';
  }

  /** Files that cannot be read, although they may have manifests; templates are not among them. */
  public get unread(): string[] {
    return this._unread.filter(({ isTemplate }) => !isTemplate).map(({ origin }) => origin);
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
    return version === undefined ? this
      : this.with({ _istio: this._istio.orElse(version), _workloads: this._workloads.map(one => ({ ...one, proxyVersion: version })) });
  }

  /**
   * The same for each Istio that a gateway may have, oldest first.
   * @internal
   */
  public _perIstio({ proxyVersion }: GatewayWorkload): Manifests[] {
    return this._istio.possible(proxyVersion).map(_istio => this.with({ _istio }));
  }

  private with(others: Partial<Pick<Manifests, '_istio' | '_workloads'>>): Manifests {
    return Object.assign(Object.create(Manifests.prototype), this, others);
  }

  /** @internal */
  public _ofKind(group: string, kind: string): ManifestObject[] {
    return this.set.ofKind(group, kind);
  }
}

guardDoors('Manifests', Manifests);
