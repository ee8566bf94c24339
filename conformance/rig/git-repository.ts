import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { join } from 'path';
import { RIG, run } from './programs';

/** A repository on this machine, into which a synth is committed. */
export class GitRepository {
  public static async create(): Promise<GitRepository> {
    const folder = mkdtempSync(`${RIG}/repository-`);
    await run('git', ['init', '--quiet', '--initial-branch=main', folder]);
    return new GitRepository(folder);
  }

  private constructor(private readonly folder: string) {}

  public get url(): string {
    return `file://${this.folder}`;
  }

  /** Makes the folder `path` hold what `write` writes, and commits that. */
  public async commit(path: string, write: (folder: string) => void): Promise<string> {
    const folder = join(this.folder, path);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    write(folder);
    await this.git('add', '--all');
    await this.git('-c', 'user.name=conformance', '-c', 'user.email=conformance@example.com', 'commit', '--quiet', '--allow-empty', '--message', path);
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  private async git(...args: string[]): Promise<string> {
    return (await run('git', ['-C', this.folder, ...args])).stdout;
  }
}
