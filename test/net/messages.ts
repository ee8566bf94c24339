import { Fault } from '../../src/fault';

/** What the action throws, whole: `toThrow('…')` would be content with a part of it. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}
