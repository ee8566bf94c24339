/** A subcommand. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  /** Returns the exit status: 0 good, 1 bad news, 2 unusable input. */
  run(args: readonly string[], terminal: Terminal): number;
}

/** Where the output goes. */
export interface Terminal {
  /** Whether a person looks at it, who likes colours. */
  readonly colours: boolean;
  out(text: string): void;
  error(text: string): void;
}

/** A command line that cannot be understood. */
export class UsageError extends Error {}
