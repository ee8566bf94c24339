import { spawn, ChildProcess } from 'child_process';
import { writeFileSync } from 'fs';
import { createInterface } from 'readline';
import { certificate } from './certificates';
import { endpointSlice } from './gateway-pod';
import { apply, Manifest } from './kubernetes';
import { next } from './numbers';
import { RIG, TOOLS } from './programs';

export type BackendMode = 'http' | 'tcp' | 'tls';

/** A Service behind which a program tells what reached it, and its own name. */
export interface Backend {
  /** As the answer tells it. */
  readonly name: string;
  /** The Service's host in the mesh. */
  readonly host: string;
  readonly port: number;
}

/** rig/up.ts makes it. */
export const NAMESPACE = 'backends';

let process_: Echo | undefined;

/** Makes a backend, as a Service of its own. */
export async function backend(name: string, mode: BackendMode): Promise<Backend> {
  const number = next('backend');
  const address = `10.60.${number >> 8}.${number & 255}`;
  await listen(name, mode, address, 9000);
  const service = `b${number}`;
  const manifest: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service, namespace: NAMESPACE },
    spec: { ports: [{ name: mode, port: 80, targetPort: 9000, protocol: 'TCP' }] },
  };
  await apply([manifest, endpointSlice(manifest, [address])]);
  return { name, host: `${service}.${NAMESPACE}.svc.cluster.local`, port: 80 };
}

/** Plays the application behind a Service that is there already. The endpoints are for the caller to apply. */
export async function application(service: Manifest): Promise<Manifest> {
  const number = next('backend');
  const address = `10.60.${number >> 8}.${number & 255}`;
  const { targetPort, port } = service.spec.ports[0];
  await listen(`${service.metadata.namespace}/${service.metadata.name}`, 'http', address, targetPort ?? port);
  return endpointSlice(service, [address]);
}

/** The echo program, listening at an address of this run. */
async function listen(name: string, mode: BackendMode, address: string, port: number): Promise<void> {
  process_ ??= new Echo();
  const listener = { name, mode, listen: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}` };
  await process_.add(mode === 'tls' ? { ...listener, ...await certificate(name) } : listener);
}

class Echo {
  private readonly child: ChildProcess;
  private readonly ready = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();

  public constructor() {
    writeFileSync(`${RIG}/echo.json`, '[]');
    this.child = spawn(`${TOOLS}/probe`, ['echo', `${RIG}/echo.json`], { cwd: RIG, stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.unref();
    createInterface(this.child.stdout!).on('line', line => {
      const [, word, name, problem] = /^(ready|error) ?([^:]*)(?:: (.*))?$/.exec(line) ?? [];
      if (word === 'ready') this.ready.get(name)?.resolve();
      else this.ready.get(name)?.reject(new Error(problem));
    });
  }

  public add(listener: { name: string; mode: string; listen: string }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.ready.set(listener.name, { resolve, reject });
      this.child.stdin!.write(JSON.stringify(listener) + '\n');
    });
  }
}
