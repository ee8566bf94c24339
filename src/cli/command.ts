/** A subcommand. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  /** Returns the exit status: 0 nothing wrong, 1 something is wrong, 2 the input cannot be used. */
  run(args: readonly string[], terminal: Terminal): number;
}

/** Where the output goes. */
export interface Terminal {
  /** Whether the output may have colours. */
  readonly colours: boolean;
  out(text: string): void;
  error(text: string): void;
}

/** A command line that cannot be understood. */
export class UsageError extends Error {}
