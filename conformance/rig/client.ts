import { ChildProcess, spawn } from 'child_process';
import { createInterface } from 'readline';
import { RIG, TOOLS } from './programs';

/** One exchange, byte for byte. Strings are Latin-1: each character is one byte on the wire. See tools/probe/README.md. */
export interface Request {
  /** ip:port, or [ip]:port. */
  readonly to: string;
  /** The source address. */
  readonly from?: string;
  /** @default - the first namespace, where every address is local */
  readonly netns?: string;
  /** Bytes before everything else, also before TLS: a PROXY header. */
  readonly prefix?: Buffer;
  readonly tls?: { sni?: string; alpn?: string[]; cert?: string; key?: string };
  /** @default h1 */
  readonly protocol?: 'h1' | 'h2' | 'h3' | 'tcp';
  /** @default GET */
  readonly method?: string;
  /** @default / */
  readonly path?: string;
  /** Host, or :authority. None is sent where it is left out. */
  readonly authority?: string;
  readonly headers?: [string, string][];
  readonly body?: string;
  /** The whole request, or for TCP what is said first. */
  readonly raw?: Buffer;
  readonly timeoutMs?: number;
  /** HTTP/3: keeps session tickets under this name, for later requests. */
  readonly session?: string;
  /** HTTP/3: as early data (0-RTT), with a ticket of the session. */
  readonly early?: boolean;
  /** HTTP/3: nothing that comes back is read, as `from` is another's address. */
  readonly deaf?: boolean;
  /** More requests on the same connection; those with `moveTo` go on from that address (HTTP/3). */
  readonly requests?: { method: string; path: string; authority: string; moveTo?: string }[];
}

export interface Answer {
  readonly outcome: 'response' | 'closed' | 'reset' | 'timeout' | 'refused' | 'tls' | 'garbage';
  readonly status?: number;
  readonly headers?: [string, string][];
  readonly body?: string;
  readonly error?: string;
  /** To each of `requests` that was sent. */
  readonly more?: Answer[];
}

/** What a backend of ours says about the request that reached it. */
export interface Echo {
  readonly name: string;
  readonly peer: string;
  readonly method: string;
  readonly path: string;
  readonly host: string[];
  readonly headers: [string, string][];
  /** How many requests had reached the backend, with this one. */
  readonly number: number;
}

/** The name of the backend, if it is one of ours that answered. */
export function backendOf(answer: Answer): string | undefined {
  return answer.outcome === 'response' ? answer.headers?.find(([name]) => name.toLowerCase() === 'x-backend')?.[1] : undefined;
}

/** The backend's own account; it answers HEAD without. */
export function echo(answer: Answer): Echo | undefined {
  return backendOf(answer) && answer.body ? JSON.parse(answer.body) : undefined;
}

let client: Client | undefined;

/** Sends requests, many at once; the answers come in the requests' order. */
export function send(requests: Request[]): Promise<Answer[]> {
  client ??= new Client();
  return client.send(requests);
}

class Client {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  private sent = 0;

  public constructor() {
    this.child = spawn(`${TOOLS}/probe`, ['client', '-c', '256'], { cwd: RIG, stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.unref();
    createInterface(this.child.stdout!).on('line', line => {
      const { id, ...answer } = JSON.parse(line);
      const { resolve, reject } = this.waiting.get(id)!;
      if (answer.outcome === 'error') reject(new Error(`the client program could not send: ${answer.error}`));
      else resolve(answer);
      this.waiting.delete(id);
    });
    this.child.once('exit', code => {
      throw new Error(`probe client ended with status ${code}, ${this.waiting.size} answers outstanding`);
    });
  }

  public send(requests: Request[]): Promise<Answer[]> {
    return Promise.all(requests.map(({ prefix, raw, ...request }) => new Promise<Answer>((resolve, reject) => {
      const id = ++this.sent;
      this.waiting.set(id, { resolve, reject });
      this.child.stdin!.write(JSON.stringify({ id, method: 'GET', path: '/', protocol: 'h1', ...request, prefix: prefix?.toString('base64'), raw: raw?.toString('base64') }) + '\n');
    })));
  }
}
