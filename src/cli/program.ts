import { Command, Option } from 'commander';
import { version } from '../../package.json';
import type { CliEnvironment } from './cli-environment.ts';
import type { AddCommands, OpenContext } from './context.ts';
import { addHelpCommands } from './help-command.ts';
import { readPort, readTimeZone } from './options.ts';

const DESCRIPTION =
  'Inspect and control ivs-autopilot, in a deployed stage or in the stack on this machine.';
const AFTER_HELP = `
AWS credentials and the region are found in the same way as by the AWS CLI.
The only permission needed is lambda:InvokeFunction on the functions of the
stage.

Exit status: 0 success, 1 failure, 2 wrong command line.`;
/** For help that is written to a file or a pipe. */
const DEFAULT_HELP_WIDTH = 100;

/** The whole program: its commands, and the global options, which may stand before or after a command. */
export function makeProgram(
  { out, err }: Pick<CliEnvironment, 'out' | 'err'>,
  commands: readonly AddCommands[],
  open: OpenContext,
): Command {
  const program = new Command('ivs-autopilot')
    .description(DESCRIPTION)
    .version(version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void err.write(text),
      getOutHelpWidth: () => out.columns ?? DEFAULT_HELP_WIDTH,
      getErrHelpWidth: () => out.columns ?? DEFAULT_HELP_WIDTH,
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(Add --help to see how the command is used.)')
    .addHelpText('after', AFTER_HELP);
  for (const option of globalOptions()) program.addOption(option);
  for (const add of commands) add(program, open);
  addHelpCommands(program);
  return program;
}

function globalOptions(): Option[] {
  return [
    new Option('--stage <name>', 'The deployed stage. Default: $IVS_AUTOPILOT_STAGE, or dev.'),
    new Option(
      '--region <name>',
      "The stage's AWS region. Default: $AWS_REGION, or the region of the profile.",
    ),
    new Option('--profile <name>', 'The AWS profile. Default: $AWS_PROFILE.'),
    new Option(
      '--local [port]',
      'Use the stack on this machine (npm start) and no stage on AWS. Default port: $PORT, or 4566.',
    )
      .argParser(readPort)
      .conflicts(['stage', 'region', 'profile']),
    new Option('--json', 'Print JSON for scripts, one object per line.'),
    new Option(
      '--time-zone <name>',
      "Show times in this time zone, for example Europe/Berlin. Default: this machine's.",
    ).argParser(readTimeZone),
  ];
}
