import { mkdirSync, writeFileSync } from 'fs';
import { Host } from './network';
import { Daemon, eventually, RIG, run } from './programs';

const NGINX_STREAM = '/usr/lib/nginx/modules/ngx_stream_module.so';

/** A machine outside of the cluster that runs the real NGINX or HAProxy with a configuration that the library wrote. */
export class Edge {
  /** What is configured goes into nginx.conf's `stream` or `http`. */
  public static async nginx(name: string, addresses: string[], configuration: string, kind: 'stream' | 'http'): Promise<Edge> {
    const file = write(name, [
      'daemon off;', `pid ${RIG}/${name}.pid;`, `load_module ${NGINX_STREAM};`, 'events {}', `${kind} {`, configuration, kind === 'http' ? 'access_log off;' : '', '}',
    ].join('\n'));
    const args = ['-c', file, '-p', RIG, '-e', 'stderr'];
    await run('nginx', ['-t', ...args]);
    return Edge.start(name, addresses, 'nginx', args);
  }

  public static async haproxy(name: string, addresses: string[], configuration: string): Promise<Edge> {
    const file = write(name, configuration);
    await run('haproxy', ['-c', '-f', file]);
    return Edge.start(name, addresses, 'haproxy', ['-db', '-f', file]);
  }

  /** Any other program that listens. */
  public static async start(name: string, addresses: string[], program: string, args: string[]): Promise<Edge> {
    const host = await Host.create(name, addresses);
    const daemon = new Daemon(name, 'ip', host.inside(program, ...args));
    await eventually(`${name} listens`, async () => {
      if (!daemon.running) throw new Error(daemon.output());
      return (await run('ip', host.inside('cat', '/proc/net/tcp', '/proc/net/tcp6'))).stdout.includes(' 0A ');
    });
    return new Edge(host, daemon);
  }

  private constructor(public readonly host: Host, private readonly daemon: Daemon) {}

  public log(): string {
    return this.daemon.output();
  }

  public async stop(): Promise<void> {
    await this.daemon.stop();
    await this.host.destroy();
  }
}

function write(name: string, content: string): string {
  mkdirSync(`${RIG}/edges`, { recursive: true });
  const file = `${RIG}/edges/${name}.conf`;
  writeFileSync(file, content);
  return file;
}
