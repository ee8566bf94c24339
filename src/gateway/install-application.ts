import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel } from './gateway-model';
import { gatewayParts } from './gateway-parts';
import { GatewayReplicas } from './gateway-replicas';
import { ArgoApplicationOptions } from './install-options';
import { Install } from './installed';
import { gatewayValues } from '../istio/gateway-values';
import { namesByChart } from '../istio/installed-names';

/** Istio's chart `gateway`, installed by an Argo CD Application with our values. */
export function installApplication({ repoUrl, targetRevision }: ArgoApplicationOptions, replicas: Required<GatewayReplicas>): Install {
  return (scope: Construct, model: GatewayModel) => {
    const values = gatewayValues(gatewayParts(model, replicas));
    return {
      workload: { kind: 'Deployment', name: namesByChart(model.name).deployment },
      helmValues: values,
      maker: new ApiObject(scope, 'Application', {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: {
          name: model.name,
          namespace: 'argocd',
          // Without it a removed Application would leave its pods running, without their guards and lists.
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
        spec: {
          project: 'default',
          source: { repoURL: repoUrl, chart: 'gateway', targetRevision, helm: { releaseName: model.name, valuesObject: values } },
          destination: { server: 'https://kubernetes.default.svc', namespace: model.namespace },
          syncPolicy: {
            // Guards and lists come with the manifests, so the topology that they are for must not wait for a person.
            automated: { prune: true, selfHeal: true },
            // The cloud's controller and the autoscaler own fields of the same objects; only server-side apply leaves these alone.
            syncOptions: ['ServerSideApply=true'],
          },
        },
      }),
      files: [],
    };
  };
}
