import { errorMessage, errorName } from '../../platform/errors.ts';
import { inParallel } from '../../platform/parallel.ts';
import type { StoredLetter } from '../letter.ts';
import { dropLetter } from './drop.ts';
import type { LetterContent } from './plan-metadata.ts';
import type { Deed } from './request.ts';
import { endedResult, type LetterResult, resultOf } from './result.ts';
import { retryFunction } from './retry-function.ts';
import { retryMetadata } from './retry-metadata.ts';
import type { RetryTools } from './tools.ts';

/** So many channels, or letters without one, at once. */
const CONCURRENT = 10;

export interface HandleOptions {
  deed: Deed;
  dryRun: boolean;
}

/**
 * Retries or drops letters. Those of one channel are retried in their order, and different channels side by side.
 *
 * @param letters sorted by their position
 * @returns a result for each letter, in any order
 */
export async function handleLetters(
  letters: readonly StoredLetter[],
  options: HandleOptions,
  tools: RetryTools,
): Promise<LetterResult[]> {
  const current = await inParallel(letters, CONCURRENT, (letter) => reread(letter, tools));
  const ended = current.filter((letter) => letter.ended);
  const open = current.filter((letter) => !letter.ended);
  const results = await inParallel(lanesOf(open), CONCURRENT, (lane) =>
    handleLane(lane, options, tools),
  );
  return [...ended.map(endedResult), ...results.flat()];
}

/**
 * The letter as it is now. A letter that has ended may still be listed: because the run that ended it was interrupted, or because SQS
 * delivered it once more. Then what is left of it is removed.
 */
async function reread(letter: StoredLetter, { store }: RetryTools): Promise<StoredLetter> {
  const current = (await store.get(letter.id)) ?? letter;
  if (current.ended) await store.finish(current);
  return current;
}

/** The letters that must be handled one after the other: those of the metadata of one channel. */
function lanesOf(letters: readonly StoredLetter[]): StoredLetter[][] {
  const lanes = new Map<string, StoredLetter[]>();
  for (const letter of letters) {
    const name = letter.kind === 'metadata' ? (letter.channelArn ?? letter.id) : letter.id;
    const lane = lanes.get(name);
    if (lane) lane.push(letter);
    else lanes.set(name, [letter]);
  }
  return [...lanes.values()];
}

/** If the table does not answer, only these letters stay. */
async function handleLane(
  lane: readonly StoredLetter[],
  { deed, dryRun }: HandleOptions,
  tools: RetryTools,
): Promise<LetterResult[]> {
  try {
    if (deed.kind === 'drop')
      return await inParallel(lane, CONCURRENT, (letter) => dropLetter(letter, dryRun, tools));
    const contents = await inParallel(lane, CONCURRENT, (letter) => contentOf(letter, tools));
    const options = { dryRun, ...(deed.ttlMs !== undefined && { ttlMs: deed.ttlMs }) };
    const [first] = contents;
    if (first?.letter.kind === 'function') return [await retryFunction(first, options, tools)];
    return await retryMetadata(contents, options, tools);
  } catch (error) {
    const reason = `${errorName(error)}: ${errorMessage(error)}`;
    tools.log.error('dead letters not handled', { ids: lane.map(({ id }) => id), reason });
    const detail = `${errorName(error)}: repeat the command`;
    return lane.map((letter) => resultOf(letter, 'failed', detail));
  }
}

async function contentOf(letter: StoredLetter, { store }: RetryTools): Promise<LetterContent> {
  return { letter, body: await store.body(letter.id) };
}
