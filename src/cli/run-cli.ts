import { Command, Terminal, UsageError } from './command';
import { LINT } from './lint-command';
import { TRACE } from './trace-command';
import { Fault } from '../fault';

/** Every subcommand, in the order of the help. */
const COMMANDS: readonly Command[] = [LINT, TRACE];

const PROGRAM = 'cdk8s-istio-source-ip';

const HELP = `Usage: ${PROGRAM} <command> [arguments]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

${PROGRAM} <command> --help says more.
`;

/** Runs a command line and returns its exit status. Whatever goes wrong is a message, and never a stack trace. */
export function runCli([name, ...args]: readonly string[], terminal: Terminal): number {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find(one => one.name === name);
  if (!command) {
    terminal.error(`${PROGRAM}: there is no command "${name}"\n\n${HELP}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(command.help);
    return 0;
  }
  try {
    return command.run(args, terminal);
  } catch (error) {
    terminal.error(`${PROGRAM}: ${explain(error, name)}\n`);
    return 2;
  }
}

function explain(error: unknown, command: string): string {
  const { message } = error as Error;
  if (error instanceof Fault) return message;
  return error instanceof UsageError
    ? `${message}\n${PROGRAM} ${command} --help shows all options and examples.`
    : `something unforeseen went wrong (${message}); this is an error of this program: please report it with the input`;
}
