/** The annotation with a proxy configuration of the pods' own. It replaces the mesh's field by field and is never merged with it. */
export const PROXY_CONFIG = 'proxy.istio.io/config';
