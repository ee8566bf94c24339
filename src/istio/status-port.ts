/** Istio's readiness port, for health checks of load balancers. */
export const STATUS_PORT = 15021;

/** Its page. */
export const READY_PATH = '/healthz/ready';
