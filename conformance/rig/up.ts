import { Cluster } from './cluster';

/** One cluster for all suites; it ends with the namespaces that inside.sh runs in. */
export default async function up(): Promise<void> {
  await Cluster.start();
}
