import { mkdtempSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ISTIO } from '../versions';
import { Manifest, parse } from './kubernetes';
import { RIG, run, TOOLS } from './programs';

/** What a synth wrote, for the tool that installs its gateway. */
export interface Emitted {
  /** The text of a file that it wrote beside the manifests. */
  readonly read: (file: string) => string;
  readonly manifests: readonly Manifest[];
}

/** What a tool that is no part of the library makes of it. */
export type Installer = (emitted: Emitted) => Promise<Manifest[]>;

const CHARTS = `${TOOLS}/manifests/charts`;

/** `helm install` of Istio's chart `gateway`, rendered. */
export async function helmTemplate(release: string, namespace: string, values: string, chart = `${CHARTS}/gateway`): Promise<Manifest[]> {
  const file = join(mkdtempSync(`${RIG}/helm-`), 'values.yaml');
  writeFileSync(file, values);
  const { stdout } = await run(`${TOOLS}/helm`, ['template', release, chart, '--namespace', namespace, '--values', file]);
  return parse(stdout).map(manifest => ({ ...manifest, metadata: { namespace, ...manifest.metadata } }));
}

/** The chart with the file of values that the gateway wrote. */
export const byHelm: Installer = ({ read, manifests }) => {
  const { namespace } = manifests.find(({ kind }) => kind === 'Gateway')!.metadata;
  return helmTemplate('any-release', namespace!, read('gateway-values.yaml'));
};

/** What Argo CD makes of an Application: `helm template` with its release name and its values. */
export const byArgo: Installer = ({ manifests }) => {
  const { source: { helm }, destination } = manifests.find(({ kind }) => kind === 'Application')!.spec;
  return helmTemplate(helm.releaseName, destination.namespace, JSON.stringify(helm.valuesObject));
};

/** `istioctl install -f`, rendered; of it the gateway alone, for istiod is here already. */
export const byIstioctl: Installer = async ({ read, manifests }) => {
  const { name } = manifests.find(({ kind }) => kind === 'Gateway')!.metadata;
  const file = join(mkdtempSync(`${RIG}/operator-`), 'gateway-operator.yaml');
  writeFileSync(file, read('gateway-operator.yaml'));
  const { stdout } = await run(`${TOOLS}/istioctl`, ['manifest', 'generate', '-f', file, '--set', `tag=${ISTIO}`, '-d', `${TOOLS}/manifests`]);
  return parse(stdout).filter(({ metadata }) => metadata.name === name || metadata.name.startsWith(`${name}-`));
};
