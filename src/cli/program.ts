import { Command, Option } from 'commander';
import { version } from '../../package.json';
import type { CliEnvironment } from './cli-environment.ts';
import { readPort, readTimeZone } from './options.ts';

const ABOUT = 'Ask and steer ivs-autopilot: a deployed stage, or the stack on this machine.';
const CREDENTIALS = `
Credentials and region are found as by the AWS CLI. An operator needs only lambda:InvokeFunction on the
functions of the stage. Exit status: 0, 1 if it failed, 2 if the command line is wrong.`;

/** The program with its global options, which may stand before or behind a command. */
export function makeProgram({ out, err }: CliEnvironment): Command {
  return new Command('ivs-autopilot')
    .description(ABOUT)
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void err.write(text),
      getOutHelpWidth: () => out.columns ?? 100,
      getErrHelpWidth: () => out.columns ?? 100,
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help says more)')
    .addOption(new Option('--stage <name>', 'stage (or IVS_AUTOPILOT_STAGE; else dev)'))
    .addOption(new Option('--region <name>', 'AWS region (or AWS_REGION, or that of the profile)'))
    .addOption(new Option('--profile <name>', 'AWS profile (or AWS_PROFILE)'))
    .addOption(
      new Option(
        '--local [port]',
        'the stack on this machine (npm start); port: or PORT, else 4566',
      )
        .argParser(readPort)
        .conflicts(['stage', 'region', 'profile']),
    )
    .addOption(new Option('--json', 'JSON, for scripts; one line each where there are many'))
    .addOption(
      new Option('--time-zone <name>', 'show times in it, e.g. Europe/Berlin').argParser(
        readTimeZone,
      ),
    )
    .addHelpText('after', CREDENTIALS);
}
