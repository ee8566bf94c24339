import { createInterface } from 'readline';
import { Readable } from 'stream';
import { KUBECONFIG, Manifest } from './kubernetes';
import { Daemon, eventually, TOOLS } from './programs';

const ADDRESS = 'http://127.0.0.1:8001';

/** What a watch tells. */
export interface Event {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Manifest;
}

/** The API server over plain HTTP, for what asks it all the time: kubectl is a process each time. */
export const API = {
  async start(): Promise<Daemon> {
    const proxy = new Daemon('kubectl-proxy', `${TOOLS}/kubectl`, ['--kubeconfig', KUBECONFIG, 'proxy', '--port=8001']);
    await eventually('kubectl proxy', async () => (await fetch(`${ADDRESS}/readyz`)).ok);
    return proxy;
  },

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async get(path: string, accept = 'application/json'): Promise<any> {
    const answer = await fetch(`${ADDRESS}/${path}`, { headers: { accept } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  },

  /** Tells of every change after a version, until it is aborted. */
  async watch(path: string, version: string, signal: AbortSignal, tell: (event: Event) => void, accept = 'application/json'): Promise<void> {
    const answer = await fetch(`${ADDRESS}/${path}?watch=true&resourceVersion=${version}`, { signal, headers: { accept } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    createInterface(Readable.fromWeb(answer.body! as never)).on('line', line => tell(JSON.parse(line))).on('error', () => undefined);
  },

  /** Nothing happens to an object that is gone meanwhile. */
  async patch(path: string, change: object): Promise<void> {
    const answer = await fetch(`${ADDRESS}/${path}`, { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: JSON.stringify(change) });
    if (!answer.ok && answer.status !== 404) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  },

  status(path: string, status: object): Promise<void> {
    return this.patch(`${path}/status`, { status });
  },
};

/** Objects of one namespace, of a kind that is written as its path in the API, such as `apis/apps/v1/deployments`. */
export function within(kind: string, namespace: string): string {
  return kind.replace(/\/(?=[^/]*$)/, `/namespaces/${namespace}/`);
}
