import { ChildProcess, execFile, spawn } from 'child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'fs';
import { dirname, join } from 'path';

/** The programs that rig/prepare.ts built, as inside.sh mounts them. */
export const TOOLS = '/run/tools';

/** Files of this run; they lie on a tmpfs that goes with the mount namespace. */
export const RIG = '/run/rig';

export class ProgramFailed extends Error {
  constructor(command: string, readonly stdout: string, readonly stderr: string) {
    super(`${command}\n${stdout}${stderr}`);
  }
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; what it says on a failure is the error's text. */
export function run(program: string, args: string[], input?: string): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 64 << 20, cwd: RIG, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error) reject(new ProgramFailed(`${[program, ...args].join(' ')}: ${error.code ?? error.message}`, stdout, stderr));
      else resolve({ stdout, stderr });
    });
    child.stdin!.on('error', () => undefined); // a program that ends without reading all of its input says itself why
    child.stdin!.end(input ?? '');
  });
}

export interface DaemonOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** A program that runs until it is stopped. Its output goes to a file. */
export class Daemon {
  public readonly log: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  public constructor(public readonly name: string, program: string, args: string[], options: DaemonOptions = {}) {
    this.log = join(RIG, 'logs', `${name}.log`);
    mkdirSync(dirname(this.log), { recursive: true });
    const file = openSync(this.log, 'a');
    this.child = spawn(program, args, {
      cwd: options.cwd ?? RIG,
      env: { PATH: process.env.PATH, ...options.env },
      stdio: ['ignore', file, file],
      detached: true, // a group of its own, so that what it starts ends with it
    });
    closeSync(file);
    this.child.unref(); // jest may end while it runs: the process namespace's end takes it along
    this.ended = new Promise(resolve => this.child.once('exit', () => resolve()));
  }

  public get pid(): number {
    return this.child.pid!;
  }

  public get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  public output(): string {
    return readFileSync(this.log, 'utf8');
  }

  public signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends the program and all that it started, at once: nothing here has a state that is worth a farewell. */
  public async stop(): Promise<void> {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      return; // the group has ended already
    }
    await this.ended;
  }
}

/** Asks until the answer is true. For what gives no word when it is ready. */
export async function eventually(what: string, ready: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      if (await ready()) return;
    } catch (error) {
      last = error;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${seconds} s${last ? `; last error: ${last}` : ''}`);
}
