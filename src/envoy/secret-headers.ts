/** Headers that nobody uses as a key. */
const PLAIN = /^(:|x-forwarded-|x-envoy-|x-request-id$|host$|user-agent$|content-type$|early-data$|accept)/i;

/** Whether the value of a header may be a key by which a proxy proves itself: it is not printed, since logs are read by more people than manifests. */
export function mayBeSecret(header: string): boolean {
  return !PLAIN.test(header);
}
