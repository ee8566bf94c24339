import { ObjectSet } from './object-set';
import { PodTemplate } from './pod-template';
import { IstioFeature, lacks, minorIn } from '../istio/istio-version';
import { list, record } from '../istio/list';
import { PARSE_BOOL_FALSE, PARSE_BOOL_TRUE } from '../istio/parse-bool';

/** The Istio for which manifests are, as far as they show it. */
export class InstalledIstio {
  /** The minor version of Istio 1, where it is known and there is only one. */
  public readonly minor?: number;

  /** Versions of istiod as they are written, more than one with several revisions; and its environment. */
  public constructor(public readonly versions: readonly string[], private readonly env: { readonly [name: string]: unknown }) {
    const minors = [...new Set(versions.map(minorIn))];
    this.minor = minors.length === 1 ? minors[0] : undefined;
  }

  /** The same with another version. */
  public of(version: string): InstalledIstio {
    return new InstalledIstio([version], this.env);
  }

  /** Whether it is known to lack a feature. An Istio that is not shown counts as new enough for all that is written. */
  public lacks(feature: IstioFeature): boolean {
    return this.minor !== undefined && lacks(this.minor, feature);
  }

  /** A setting of istiod by its environment; undefined for the default, or where istiod is not shown. */
  public setting(name: string): boolean | undefined {
    const value = String(this.env[name]);
    if (PARSE_BOOL_TRUE.includes(value)) return true;
    return PARSE_BOOL_FALSE.includes(value) ? false : undefined;
  }
}

/** istiod, or what installs it. */
export function installedIstio(set: ObjectSet, pods: readonly PodTemplate[]): InstalledIstio {
  const containers = pods.flatMap(({ object }) => list(record(record(object.spec.template).spec).containers));
  const pilots = containers.map(({ image, env }) => ({ tag: /\/pilot[:@](.*)$/.exec(String(image))?.[1], env })).filter(({ tag }) => tag !== undefined);
  const operators = set.ofKind('install.istio.io', 'IstioOperator').map(({ spec }) => spec);
  const sails = set.ofKind('sailoperator.io', 'Istio').map(({ spec }) => spec);
  const tags = [...pilots.map(({ tag }) => tag), ...operators.map(({ tag }) => tag), ...sails.map(({ version }) => version)]
    .filter(tag => tag !== undefined).map(String);
  const values = [...operators, ...sails].map(spec => record(record(spec.values).pilot).env);
  const variables = [...pilots.map(({ env }) => env), ...operators.map(({ components }) => record(record(record(components).pilot).k8s).env)];
  return new InstalledIstio(
    // One that cannot be read may be any.
    tags.some(tag => minorIn(tag) === undefined) ? [] : [...new Set(tags)],
    Object.assign({}, ...values.map(record), ...variables.flatMap(list).map(({ name, value }) => ({ [name]: value }))),
  );
}
