import { embeddedYaml } from './embedded-yaml';
import { FieldPath } from './field-path';
import { ManifestObject } from './manifest-object';
import { ObjectSet } from './object-set';
import { list, record } from '../istio/list';

/** A release of a Helm chart for which an object asks, with the values that the object shows. */
export interface HelmRelease {
  readonly object: ManifestObject;
  /** Name of the chart, without its repository. */
  readonly chart: string;
  readonly name: string;
  readonly namespace: string;
  readonly values: any;
  /** Where in the object the values are written: a map, or a text. */
  readonly path: FieldPath;
}

const known = new WeakMap<ObjectSet, HelmRelease[]>();

/** Those of Argo CD, Flux, k3s and kustomize. A chart of somebody's own may have others in it, whose values are below their names. */
export function helmReleases(set: ObjectSet): readonly HelmRelease[] {
  if (!known.has(set)) known.set(set, [...ofArgo(set), ...ofFlux(set), ...ofK3s(set), ...ofKustomize(set)].flatMap(withParts));
  return known.get(set)!;
}

/** Charts of Istio that others have in them. */
const PARTS = ['gateway', 'istiod'];

function withParts(release: HelmRelease): HelmRelease[] {
  if (PARTS.includes(release.chart)) return [release];
  return [release, ...PARTS.filter(part => isMap(release.values[part]))
    .map(part => ({ ...release, chart: part, values: release.values[part], path: [...release.path, part] }))];
}

/** @see https://github.com/argoproj/argo-cd/blob/v3.1.0/docs/user-guide/helm.md values, and which of them count */
function ofArgo(set: ObjectSet): HelmRelease[] {
  const applications = [
    ...set.ofKind('argoproj.io', 'Application').map(object => ({ object, name: object.name, spec: object.spec, path: ['spec'] })),
    ...set.ofKind('argoproj.io', 'ApplicationSet').map(object => {
      const template = record(object.spec.template);
      return { object, name: String(template.metadata?.name ?? object.name), spec: record(template.spec), path: ['spec', 'template', 'spec'] };
    }),
  ];
  return applications.flatMap(({ object, name, spec, path }) => {
    const several = list(spec.sources).map((source, index): [any, FieldPath] => [source, [...path, 'sources', index]]);
    const sources: [any, FieldPath][] = [[spec.source, [...path, 'source']], ...several];
    return sources.filter(([source]) => isMap(source) && (source.chart || source.helm)).map(([source, at]) => {
      const helm = record(source.helm);
      const field = isMap(helm.valuesObject) ? 'valuesObject' : helm.values === undefined ? 'parameters' : 'values';
      const written = field === 'valuesObject' ? helm.valuesObject : mapIn(helm.values);
      return {
        object,
        chart: lastPart(source.chart ?? source.path ?? source.repoURL),
        name: String(helm.releaseName ?? name),
        namespace: String(spec.destination?.namespace ?? object.namespace),
        values: list(helm.parameters).map(record).reduce((values, one) => withField(values, keysOf(String(one.name)), one.value), written),
        path: [...at, 'helm', field],
      };
    });
  });
}

/** @see https://fluxcd.io/flux/components/helm/helmreleases/ */
function ofFlux(set: ObjectSet): HelmRelease[] {
  return set.ofKind('helm.toolkit.fluxcd.io', 'HelmRelease').map(object => {
    const { chart, chartRef, releaseName, targetNamespace, values, valuesFrom } = object.spec;
    const referred = set.ofKind('source.toolkit.fluxcd.io', String(chartRef?.kind))
      .find(({ namespace, name }) => name === chartRef.name && namespace === (chartRef.namespace ?? object.namespace));
    const inMaps = list(valuesFrom).map(({ kind, name, valuesKey = 'values.yaml' }: any) => kind !== 'ConfigMap' ? {}
      : mapIn(set.ofKind('', 'ConfigMap').find(one => one.name === name && one.namespace === object.namespace)?.json.data?.[valuesKey]));
    return {
      object,
      chart: lastPart(chart?.spec?.chart ?? referred?.spec.url ?? referred?.spec.chart ?? chartRef?.name),
      name: String(releaseName ?? (targetNamespace ? `${targetNamespace}-${object.name}` : object.name)),
      namespace: String(targetNamespace ?? object.namespace),
      values: [...inMaps, record(values)].reduce(merged, {}),
      path: ['spec', 'values'],
    };
  });
}

/** @see https://docs.k3s.io/helm */
function ofK3s(set: ObjectSet): HelmRelease[] {
  return set.ofKind('helm.cattle.io', 'HelmChart').map(object => ({
    object,
    chart: lastPart(object.spec.chart),
    name: object.name,
    namespace: String(object.spec.targetNamespace ?? object.namespace),
    values: mapIn(object.spec.valuesContent),
    path: ['spec', 'valuesContent'],
  }));
}

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_ */
function ofKustomize(set: ObjectSet): HelmRelease[] {
  return set.ofKind('kustomize.config.k8s.io', 'Kustomization').flatMap(object => list(object.json.helmCharts).map((chart, index) => ({
    object,
    chart: lastPart(chart.name),
    name: String(chart.releaseName ?? chart.name),
    namespace: String(chart.namespace ?? object.json.namespace ?? object.namespace),
    values: record(chart.valuesInline),
    path: ['helmCharts', index, 'valuesInline'],
  })));
}

/** The last part of a path or an address, without a version. */
function lastPart(chart: unknown): string {
  return String(chart).replace(/\/+$/, '').split('/').at(-1)!.replace(/(-v?\d.*)?\.tgz$/, '');
}

function mapIn(text: unknown): any {
  return typeof text === 'string' ? record(embeddedYaml(text, 'values', () => undefined)) : {};
}

/** Helm's `--set`: dots between keys, unless they are escaped. */
function keysOf(name: string): string[] {
  return (name.match(/(\\.|[^.\\])+/g) ?? []).map(key => key.replace(/\\(.)/g, '$1'));
}

function withField(values: any, [key, ...rest]: readonly string[], value: any): any {
  return key === undefined ? value : { ...record(values), [key]: withField(record(values)[key], rest, value) };
}

function merged(values: any, others: any): any {
  if (!isMap(values) || !isMap(others)) return others;
  const over = Object.entries(others).map(([key, value]) => [key, key in values ? merged(values[key], value) : value]);
  return { ...values, ...Object.fromEntries(over) };
}

function isMap(value: any): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
