import { TRANSPORT_SOCKET_MATCH } from '../istio/istio-version';
import { nameOf } from '../istio/kubernetes-object';
import { newerFields } from '../istio/newer-fields';
import { InstalledIstio } from '../manifests/installed-istio';
import { ManifestObject } from '../manifests/manifest-object';

/** Objects without those that use what this Istio does not have: by default its API server refuses them. */
export function takenBy(istio: InstalledIstio, objects: readonly ManifestObject[], note: (text: string) => void): ManifestObject[] {
  return objects.filter(object => {
    const features = newerFields(object).map(({ feature }) => feature);
    const missing = features.find(feature => istio.lacks(feature));
    if (missing) {
      note(`${nameOf(object)} uses ${missing.name}, which came with Istio 1.${missing.since}: the API server of Istio 1.${istio.minor} refuses the object, `
        + 'and it counts as absent; a client that does not validate leaves the field out');
    } else if (features.includes(TRANSPORT_SOCKET_MATCH)) {
      note(`${nameOf(object)} counts as the API's documentation says: what happens may differ`);
    }
    return missing === undefined;
  });
}
