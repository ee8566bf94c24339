import { isDryRun } from '../istio/dry-run';
import { CUSTOM_BY_PROVIDER } from '../istio/istio-version';
import { InstalledIstio } from '../manifests/installed-istio';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';

/** Whom a CUSTOM policy asks about what its rules match, on one kind of filter chain. */
export interface Provider {
  readonly name: string;
  /** Whether Envoy asks it. */
  readonly isAsked: boolean;
  /** Why istiod makes a DENY of the policy, if it does. */
  readonly refusal?: string;
}

/** The setting of istiod by which CUSTOM policies of one gateway may ask different providers. */
const SEVERAL = 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS';

/**
 * The providers of the CUSTOM policies among those of a gateway.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/security/authz/builder/builder.go buildHTTP, buildTCP
 */
export function providersOf(policies: readonly ManifestObject[], manifests: Manifests, tcp: boolean): Map<ManifestObject, Provider> {
  const custom = policies.filter(({ spec }) => spec.action === 'CUSTOM');
  const names = [...new Set(custom.map(nameOf))];
  return new Map(custom.map(policy => [policy, providerOf(policy, names, manifests, tcp)]));
}

function providerOf(policy: ManifestObject, names: readonly string[], { _istio: istio, _mesh: mesh }: Manifests, tcp: boolean): Provider {
  const name = nameOf(policy);
  const isDry = isDryRun(policy.annotations);
  const byProvider = !istio.lacks(CUSTOM_BY_PROVIDER);
  const others = names.filter(other => other !== name);
  const found = mesh.extensionProviders?.filter(provider => provider.name === name);
  const denies = (why: string): Provider => ({ name, isAsked: false, refusal: isDry ? undefined : why });
  if (others.length > 0 && !(byProvider && severalProviders(istio))) {
    return denies(`asks the provider "${name}", and another CUSTOM policy "${others[0]}": istiod then denies${byProvider ? `, unless ${SEVERAL} is true` : ''}`);
  }
  if (found?.length === 0) return denies(`asks the provider "${name}", which the mesh does not have: istiod then denies`);
  if (byProvider && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    return denies(`asks the provider "${name}", whose name is not a DNS label: istiod then denies, from Istio 1.${CUSTOM_BY_PROVIDER.since} on`);
  }
  if (tcp && found?.every(({ isHttp }) => isHttp)) return { name, isAsked: false };
  if (!isDry) return { name, isAsked: true };
  return { name, isAsked: false, refusal: byProvider ? `is a dry run: Istio enforces it as a DENY, from 1.${CUSTOM_BY_PROVIDER.since} on` : undefined };
}

function severalProviders(istio: InstalledIstio): boolean {
  const settings = istio.settings(SEVERAL);
  return settings.length > 0 && settings.every(setting => setting === true);
}

function nameOf({ spec }: ManifestObject): string {
  return String(spec.provider?.name);
}
