import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { FUNCTIONS } from '../doctor/expected.ts';
import { errorMessage, quote } from '../platform/errors.ts';
import { nearest } from '../settings/nearest.ts';
import { type AddCommands, type CliContext, CliError, UsageError } from './context.ts';
import { wrap } from './format/text.ts';
import { printJson, printPrettyJson } from './output.ts';

interface PayloadOptions {
  payload?: string;
  payloadFile?: string;
}

const NAMES = FUNCTIONS.map(({ name }) => name);
const NAMES_WIDTH = 76;
const NAME_LIST = wrap(NAMES.join(', '), NAMES_WIDTH).map((line) => `  ${line}`);
/** Stands for standard input, where a file is expected. */
const STANDARD_INPUT = '-';
const MOST_SHOWN = 80;

export const addInvokeCommand: AddCommands = (program, open) => {
  program
    .command('invoke')
    .description('Invoke a function of the stage and print its answer.')
    .argument('<function>', 'Its name in serverless.yml, for example getSessions.')
    .option(
      '--payload <json>',
      'The event or request. Default: what comes through a pipe, or {} on a terminal.',
    )
    .option('--payload-file <file>', 'A file with the event or request; - is standard input.')
    .addHelpText('after', `\nFunctions:\n${NAME_LIST.join('\n')}`)
    .action(async (name: string, options: PayloadOptions, command: Command) => {
      expectFunction(name);
      const cli = open(command);
      const answer = await cli.invokeAny(name, await readPayload(cli, options));
      if (cli.json || cli.width === undefined) await printJson(cli, answer);
      else await printPrettyJson(cli, answer);
    });
};

function expectFunction(name: string): void {
  if (NAMES.includes(name)) return;
  const near = nearest(name, NAMES);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const list = ['The functions are', ...NAME_LIST].join('\n');
  throw new UsageError(`there is no function ${quote(name)}${hint}\n${list}`);
}

async function readPayload(cli: CliContext, options: PayloadOptions): Promise<unknown> {
  const { payload, payloadFile } = options;
  if (payload !== undefined && payloadFile !== undefined)
    throw new UsageError('expected --payload or --payload-file, received both');
  if (payload !== undefined) return parse('--payload', payload);
  if (payloadFile !== undefined && payloadFile !== STANDARD_INPUT)
    return parse(payloadFile, await textOf(payloadFile));
  if (cli.readInput) return parse('standard input', await cli.readInput());
  if (payloadFile === undefined) return {};
  throw new UsageError('--payload-file -: expected a pipe or a file as standard input');
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError(`--payload-file: cannot read the file (${errorMessage(cause)})`, { cause });
  });

/**
 * Nothing at all is an error, too: the program before the pipe may have failed, and the payload {} makes some
 * functions delete channels.
 */
function parse(from: string, text: string): unknown {
  if (text.trim() === '')
    throw new UsageError(`${from}: expected JSON, received nothing; --payload '{}' sends {}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
    throw new UsageError(`${from}: expected JSON, received ${quote(shown)}`, { cause });
  }
}
