/**
 * Ways to the same answer. They run in turn (A B C, A B C, …), each time in a fresh process, as an app or a command line is run:
 * what compiling and memory cost belongs to it.
 */
export interface Contest<Case = any> {
  /** What is done. */
  readonly title: string;
  readonly rounds: number;
  readonly cases: Record<string, Case>;
  /** How many things a case is about, such as requests, for what is done in a second. */
  readonly items?: (input: Case) => number;
  /** Writes what the contestants read into a folder. Returns figures of the case that are worth knowing. */
  readonly prepare?: (input: Case, folder: string) => Record<string, number> | void;
  readonly contestants: Record<string, Contestant<Case>>;
  /** A contestant's result as a text that must be the same for all; they need not give it in the same form. */
  readonly answer?: (result: any) => string;
  readonly bars: readonly Bar[];
}

/** Gets ready and returns the work, which is what is measured; undefined where it cannot take part. */
export type Contestant<Case> = (input: Case, folder: string) => Work | undefined | Promise<Work | undefined>;

export type Work = () => unknown;

/** One contestant's work on one case, once. */
export interface Run {
  /** Processor time of the process and of programs that it ran, in seconds: unlike wall time about the same whatever else the machine does. */
  readonly cpu: number;
  /** Wall time, in seconds. */
  readonly wall: number;
  /** Largest resident memory of the process; unknown where it ran another program. */
  readonly bytes?: number;
  readonly answer?: string;
}

/** Of what a run measures, what bars are about: processor time, or the process's largest resident memory. */
export type Measure = 'cpu' | 'bytes';

/** What one contestant may cost, as a ratio to another, or to itself in another case, or by itself. */
export interface Bar {
  readonly of: string;
  readonly to?: string;
  /** @default all cases */
  readonly in?: string;
  readonly toCase?: string;
  /** @default 'cpu' */
  readonly measure?: Measure;
  readonly most?: number;
  readonly least?: number;
}
