const PREFIX = 'cdk8s-istio-source-ip/';

/** With the name of a proxy, on its gateway: what keeps others from connecting in its place, where no manifest shows it. */
export const ENFORCED_ELSEWHERE = `${PREFIX}enforced-elsewhere.`;

/** With the code of a check of lint, on any object: why its findings there are meant. */
export const ACCEPT = `${PREFIX}accept.`;
