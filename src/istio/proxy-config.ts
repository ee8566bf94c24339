/** The annotation on pods by which they have a proxy configuration of their own. What it says replaces the mesh's field by field, and is never merged with it. */
export const PROXY_CONFIG = 'proxy.istio.io/config';
