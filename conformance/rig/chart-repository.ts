import { mkdtempSync, readFileSync } from 'fs';
import { createServer, Server } from 'http';
import { join } from 'path';
import { RIG, run, TOOLS } from './programs';

/** A Helm repository on loopback with Istio's chart `gateway`, as the build has it, under the versions that Applications ask for. */
export class ChartRepository {
  public static async start(versions: readonly string[]): Promise<ChartRepository> {
    const folder = mkdtempSync(`${RIG}/charts-`);
    for (const version of versions) {
      await run(`${TOOLS}/helm`, ['package', `${TOOLS}/manifests/charts/gateway`, '--version', version, '--destination', folder]);
    }
    await run(`${TOOLS}/helm`, ['repo', 'index', folder]);
    const server = createServer((request, response) => {
      try {
        response.end(readFileSync(join(folder, request.url!)));
      } catch {
        response.writeHead(404).end();
      }
    });
    server.unref();
    await new Promise<void>(resolve => server.listen(8879, '127.0.0.1', resolve));
    return new ChartRepository(server);
  }

  public readonly url = 'http://127.0.0.1:8879';

  private constructor(private readonly server: Server) {}

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
