import { type Command, InvalidArgumentError, Option } from 'commander';
import { MAX_IDS } from '../dead-letters/letter.ts';
import { DURATION_FORMAT, parseDuration } from '../platform/duration.ts';
import type { AddCommands, OpenContext } from './context.ts';
import { listLetters, showLetter } from './dead-letters/list.ts';
import { dropLetters, retryLetters } from './dead-letters/retry.ts';
import { addFilterOptions } from './dead-letters/selection.ts';

const IDS = `Ids of dead letters, as the list shows them; at most ${MAX_IDS}.`;
const DRY_RUN = 'Say what would become of each letter, and change nothing.';
const LONGEST_TTL_MS = 6 * 3_600_000;

export const addDeadLetterCommands: AddCommands = (program, open) => {
  const letters = program
    .command('dead-letters')
    .description('Show, retry and drop what could not be handled.');
  addList(letters, open);
  addShow(letters, open);
  addRetry(letters, open);
  addDrop(letters, open);
};

function addList(letters: Command, open: OpenContext): void {
  const list = letters
    .command('list')
    .description('List the dead letters, newest first.')
    .option('--ended', 'List those that were retried or dropped, and how and by whom.');
  addFilterOptions(list).action((options, command: Command) => listLetters(open(command), options));
}

function addShow(letters: Command, open: OpenContext): void {
  letters
    .command('show')
    .description('Show one dead letter with its content.')
    .argument('<id>', 'Id of the dead letter, as the list shows it.')
    .action((id: string, _: object, command: Command) => showLetter(open(command), id));
}

function addRetry(letters: Command, open: OpenContext): void {
  const retry = letters
    .command('retry')
    .description('Send metadata again, in its order, and invoke functions again with their events.')
    .argument('[ids...]', IDS)
    .option('--all', 'All dead letters.');
  addFilterOptions(retry)
    .addOption(
      new Option(
        '--ttl <duration>',
        'Give metadata a new time to live, at most 6h. Default: it keeps its expiry.',
      ).argParser(readTtl),
    )
    .option('--dry-run', DRY_RUN)
    .action((ids: string[], options, command: Command) =>
      retryLetters(open(command), ids, options),
    );
}

function addDrop(letters: Command, open: OpenContext): void {
  const drop = letters
    .command('drop')
    .description('End dead letters without sending them. Shows them and asks first.')
    .argument('[ids...]', IDS)
    .option('--all', 'All dead letters.');
  addFilterOptions(drop)
    .option('--dry-run', DRY_RUN)
    .option('--yes', 'Do not ask.')
    .action((ids: string[], options, command: Command) => dropLetters(open(command), ids, options));
}

function readTtl(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms <= LONGEST_TTL_MS) return ms;
  throw new InvalidArgumentError(`Expected ${DURATION_FORMAT.split(' (')[0]}, at most 6h.`);
}
