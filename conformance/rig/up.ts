import { NAMESPACE } from './backends';
import { certificate } from './certificates';
import { Cluster } from './cluster';
import { namespaces } from './kubernetes';

/** One cluster for all suites; it ends with the namespaces that inside.sh runs in. */
export default async function up(): Promise<void> {
  await Cluster.start();
  await namespaces([NAMESPACE]);
  // A CDN shows the first; a tenant of it has the second.
  await certificate('cdn-client', await certificate('origin-ca'));
  await certificate('tenant-client', await certificate('tenant-ca'));
}
