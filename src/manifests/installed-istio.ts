import { ObjectSet } from './object-set';
import { PodTemplate } from './pod-template';
import { IstioFeature, STRICT_GATEWAY_MERGING, lacks, minorIn } from '../istio/istio-version';
import { list, record } from '../istio/list';
import { PARSE_BOOL_FALSE, PARSE_BOOL_TRUE } from '../istio/parse-bool';

/** The setting of istiod that turns strict merging off. */
export const STRICT_MERGING = 'PILOT_ENABLE_STRICT_GATEWAY_MERGING';

/** Versions that differ in what a gateway does. The last stands for those after it. */
const DIFFERENT = ['1.29', '1.30', '1.31', '1.32'];

/** The Istio for which manifests are, as far as they show it. */
export class InstalledIstio {
  /** The minor version of Istio 1, where it is known and there is only one. */
  public readonly minor?: number;

  /** Versions of istiod as they are written, and environments: more than one with several revisions. */
  public constructor(public readonly versions: readonly string[], private readonly environments: readonly Environment[]) {
    const minors = [...new Set(versions.map(minorIn))];
    this.minor = minors.length === 1 ? minors[0] : undefined;
  }

  /** Each that it may be, oldest first: one, where its minor version is known. istiod is never older than its proxies, of which a version may be known. */
  public possible(proxies: string | undefined): InstalledIstio[] {
    const oldest = (proxies === undefined ? undefined : minorIn(proxies)) ?? 0;
    const versions = this.versions.length > 0 ? this.versions : DIFFERENT.filter(version => minorIn(version)! >= oldest);
    return versions.length === 0 ? [this.orElse(proxies!)] : versions.map(version => new InstalledIstio([version], this.environments));
  }

  /** The same, of a version that somebody tells, where the manifests show none: istiod and its proxies are of one version then. */
  public orElse(version: string): InstalledIstio {
    return this.versions.length > 0 ? this : new InstalledIstio([version], this.environments);
  }

  /** Whether it is known to lack a feature. An Istio that is not shown counts as new enough for all that is written. */
  public lacks(feature: IstioFeature): boolean {
    return this.minor !== undefined && lacks(this.minor, feature);
  }

  /** What each istiod's environment says of a setting; undefined for the default. None where no istiod is shown. */
  public settings(name: string): (boolean | undefined)[] {
    return this.environments.map(({ [name]: value }) => {
      if (PARSE_BOOL_TRUE.includes(String(value))) return true;
      return PARSE_BOOL_FALSE.includes(String(value)) ? false : undefined;
    });
  }
}

interface Environment {
  readonly [name: string]: unknown;
}

/** istiod, or what installs it. */
export function installedIstio(set: ObjectSet, pods: readonly PodTemplate[]): InstalledIstio {
  const containers = pods.flatMap(({ object }) => list(record(record(object.spec.template).spec).containers));
  const pilots = containers.map(({ image, env }) => ({ tag: /\/pilot[:@](.*)$/.exec(String(image))?.[1], env })).filter(({ tag }) => tag !== undefined);
  const operators = set.ofKind('install.istio.io', 'IstioOperator').map(({ spec }) => spec);
  const sails = set.ofKind('sailoperator.io', 'Istio').map(({ spec }) => spec);
  const tags = [...pilots.map(({ tag }) => tag), ...operators.map(({ tag }) => tag), ...sails.map(({ version }) => version)]
    .filter(tag => tag !== undefined).map(String);
  const environments = [
    ...pilots.map(({ env }) => variables(env)),
    ...[...operators, ...sails].map(({ values, compatibilityVersion, components }) => ({
      ...compatible(record(values).compatibilityVersion ?? compatibilityVersion),
      ...record(record(record(values).pilot).env),
      ...variables(record(record(record(components).pilot).k8s).env),
    })),
  ];
  return new InstalledIstio(
    // One that cannot be read may be any.
    tags.some(tag => minorIn(tag) === undefined) ? [] : [...new Set(tags)],
    environments,
  );
}

function variables(env: unknown): Environment {
  return Object.fromEntries(list(env).map(({ name, value }) => [name, value]));
}

/**
 * What the profile of a compatibilityVersion sets, of what matters here.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/manifests/helm-profiles/compatibility-version-1.30.yaml
 */
function compatible(version: unknown): Environment {
  const minor = minorIn(String(version));
  return minor !== undefined && lacks(minor, STRICT_GATEWAY_MERGING) ? { [STRICT_MERGING]: 'false' } : {};
}
