import { Command, CommanderError, Option } from 'commander';
import type { SettingOption } from '../../settings/check.ts';

/** An option of `npm start` that a variable of the environment sets, too. */
export interface StartOption {
  flags: string;
  variable: string;
  text: string;
}

/** The options, in the order in which the help and docs/one-machine.md list them. */
export const START_OPTIONS: readonly StartOption[] = [
  {
    flags: '--port <n>',
    variable: 'PORT',
    text: 'The port. Default: 4566; 0 takes a free one.',
  },
  {
    flags: '--logs [which]',
    variable: 'LOGS',
    text: 'What functions log, on standard error. warnings (default): warnings and errors, one line each; on (or no value): all of it, as JSON; all: metrics, too; off.',
  },
  {
    flags: '--rtmp-port <n>',
    variable: 'RTMP_PORT',
    text: 'Let OBS and ffmpeg connect on this port; 0 takes a free one.',
  },
  {
    flags: '--schedules <factor>',
    variable: 'SCHEDULES',
    text: 'Run schedules this many times as often; off: never.',
  },
  {
    flags: '--delays <which>',
    variable: 'DELAYS',
    text: 'quick (default), or real: streams start and end, and failed events are tried again, as slowly as on AWS.',
  },
  {
    flags: '--pollers <which>',
    variable: 'POLLERS',
    text: 'all (default): all pollers of a queue at once; ramp: five at first, and more while messages wait, as on AWS.',
  },
  {
    flags: '--allowed-origins <list>',
    variable: 'ALLOWED_ORIGINS',
    text: 'Web pages that may use the stack, such as http://localhost:5173, with commas between them.',
  },
  {
    flags: '--allowed-hosts <list>',
    variable: 'ALLOWED_HOSTS',
    text: 'Hosts under which the stack may be called, such as host.docker.internal, with commas between them.',
  },
  {
    flags: '--simulator-options <json>',
    variable: 'SIMULATOR_OPTIONS',
    text: 'Options of the IVS simulator, as JSON.',
  },
];

export const SET_FLAGS = '--set <name=value>';
export const SET_TEXT = 'Change a setting, such as cleanupMode=plan. May be repeated.';
const AFTER_HELP = `
PORT=4567 npm start does the same as npm start -- --port 4567. So do the
variables ${START_OPTIONS.slice(1, 6)
  .map(({ variable }) => variable)
  .join(', ')},
${START_OPTIONS.slice(6)
  .map(({ variable }) => variable)
  .join(', ')}.

docs/settings.md lists the settings, docs/one-machine.md explains the rest.`;

export interface StartArguments {
  /** The values of options, by the names of their variables. */
  values: Map<string, { flag: string; text: string }>;
  /** The values of --set and --param: `name=value`. */
  settings: SettingOption[];
}

/** Where the help is written. */
export interface HelpOutput {
  write(text: string): void;
  columns?: number | undefined;
}

/** Help was asked for, and is written. */
export class HelpShown extends Error {}

/**
 * Reads the arguments of `npm start`.
 *
 * @throws HelpShown after --help; Error that names a wrong argument
 */
export function readStartArguments(args: readonly string[], out: HelpOutput): StartArguments {
  const settings: StartArguments['settings'] = [];
  const program = startProgram(out, settings);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpShown();
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    throw new Error(`${message}. npm start -- --help lists all options.`, { cause: error });
  }
  const [other] = program.args;
  // npm keeps an option without "--" for itself, and hands on its value.
  if (other !== undefined)
    throw new Error(`expected options after "--": npm start -- --port 4567, received "${other}"`);
  return { values: valuesOf(program), settings };
}

function startProgram(out: HelpOutput, settings: StartArguments['settings']): Command {
  const program = new Command('npm start --')
    .description('Run everything on this machine, with no AWS account. docs/one-machine.md')
    .helpOption('-h, --help', 'Print this help.')
    .argument('[nothing...]')
    .usage('[options]')
    .exitOverride()
    .configureHelp({ visibleArguments: () => [] })
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => out.columns ?? HELP_WIDTH,
    })
    .addHelpText('after', AFTER_HELP);
  const collect = (flag: string) => (text: string) => {
    settings.push({ flag, text });
  };
  program.addOption(new Option(SET_FLAGS, SET_TEXT).argParser(collect('--set')));
  for (const { flags, text } of START_OPTIONS) program.option(flags, text);
  const param = new Option('--param <name=value>', 'The same as --set.');
  return program.addOption(param.argParser(collect('--param')));
}

const HELP_WIDTH = 80;

function valuesOf(program: Command): StartArguments['values'] {
  const given = new Map<string, { flag: string; text: string }>();
  for (const { flags, variable } of START_OPTIONS) {
    const option = program.options.find((one) => one.flags === flags);
    const value: unknown = option && program.getOptionValue(option.attributeName());
    if (!option || value === undefined) continue;
    // Only --logs may stand alone.
    given.set(variable, { flag: option.long ?? flags, text: value === true ? 'on' : `${value}` });
  }
  return given;
}
