import { TestEnvironment } from 'jest-environment-node';
import { schemaProblems } from './schemas';

/**
 * Where test files run. Each of them loads its own modules; this one and what it imports are loaded once for all of them,
 * so that no schema is read and compiled more than once.
 */
export default class Environment extends TestEnvironment {
  public async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { schemaProblems });
  }
}
