import { App } from 'cdk8s';
import { awsClassicElb } from './aws-classic-elb';
import { haproxyInFront } from './haproxy-in-front';
import { inFront } from './in-front';
import { ingressAccessControl } from './ingress-access-control';
import { nginxInFront } from './nginx-in-front';
import { severalClusters } from './several-clusters';
import { sourceIpInTheMesh } from './source-ip-in-the-mesh';

/** Every example, by the name of its folder in dist/. Each writes its charts and files into a folder. */
export const EXAMPLES: Record<string, (outdir: string) => App> = {
  'nginx-in-front': nginxInFront,
  'haproxy-in-front': haproxyInFront,
  'source-ip-in-the-mesh': sourceIpInTheMesh,
  'aws-classic-elb': awsClassicElb,
  'in-front': inFront,
  'ingress-access-control': ingressAccessControl,
  'several-clusters': severalClusters,
};
