/** What all annotations of the AWS load balancers begin with. */
export const LB = 'service.beta.kubernetes.io/aws-load-balancer';
