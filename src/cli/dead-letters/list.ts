import type { LettersAnswer } from '../../dead-letters/list.ts';
import type { ShownLetter } from '../../dead-letters/show.ts';
import type { CliContext } from '../context.ts';
import { letterTable, shownLetterText } from '../format/dead-letters.ts';
import { printJson } from '../output.ts';
import { pages, printLists } from '../pages.ts';
import { type FilterOptions, filterOf } from './selection.ts';

const FUNCTION = 'getDeadLetters';

export async function listLetters(
  cli: CliContext,
  { ended, ...options }: FilterOptions & { ended?: true },
): Promise<void> {
  const list = { ...(await filterOf(options, cli)), ...(ended && { ended }) };
  const whenEmpty = ended ? 'No dead letter has ended.' : 'There are no dead letters.';
  await printLists(cli, listed(cli, list), letterTable, whenEmpty);
}

async function* listed(cli: CliContext, list: object): AsyncGenerator<LettersAnswer['letters']> {
  for await (const { letters } of pages<LettersAnswer>(cli, FUNCTION, { list })) yield letters;
}

export async function showLetter(cli: CliContext, id: string): Promise<void> {
  const { letter } = await cli.invoke<{ letter: ShownLetter }>(FUNCTION, { show: id });
  if (cli.json) await printJson(cli, letter);
  else await cli.print(shownLetterText(letter, cli));
}
