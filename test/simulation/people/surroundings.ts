import { ControlError, ServiceError, type Simulator } from '../../../src/simulator/index.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Story } from '../story/story.ts';
import type { Chance, Randomness } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import type { LiveChannels } from './live-channels.ts';
import type { Quiet } from './quiet.ts';

/** What people and their machines have around them. */
export interface Surroundings {
  timeline: Timeline;
  randomness: Randomness;
  simulator: Simulator;
  cloud: Cloud;
  story: Story;
  /** The channels with a live stream. */
  live: LiveChannels;
  /** An encoder inserts timed metadata into its stream: players get it. */
  insertCue(channelArn: string, text: string): void;
  /** Somebody has deleted a key of the channel by hand. */
  keyDeleted(channelArn: string): void;
  /** People do things so many times as often as usual. */
  pace: number;
  quiet: Quiet;
}

/** IVS refuses people who are too fast. They try again. */
const THROTTLED_MS = 700;

/**
 * Calls IVS as a person with the AWS console does.
 *
 * @returns undefined if IVS refuses: the resource is gone, or its state does not fit
 * @throws ServiceError if the request is wrong: that is a mistake of the simulation
 */
export async function callIvs<Answer extends object>(
  { simulator, timeline }: Pick<Surroundings, 'simulator' | 'timeline'>,
  operation: string,
  input: object,
): Promise<Answer | undefined> {
  for (;;) {
    try {
      return (await simulator.call<object>(operation, input)) as Answer;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.name === 'ValidationException') throw error;
      if (error.name !== 'ThrottlingException') return undefined;
      await timeline.sleep(THROTTLED_MS);
    }
  }
}

/** Somebody deletes a stream key by hand. @returns undefined if IVS refuses */
export async function deleteKey(
  around: Pick<Surroundings, 'simulator' | 'timeline' | 'keyDeleted'>,
  channelArn: string,
  keyArn: string,
): Promise<object | undefined> {
  const answer = await callIvs(around, 'DeleteStreamKey', { arn: keyArn });
  if (answer) around.keyDeleted(channelArn);
  return answer;
}

/** Does something with an encoder. @returns undefined if IVS refuses it */
export function tryEncoder<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof ControlError) return undefined;
    throw error;
  }
}

/** How long somebody waits until the next act, ms. @param meanMs the mean, at the usual pace */
export function pauseOf(
  { pace }: Pick<Surroundings, 'pace'>,
  chance: Chance,
  meanMs: number,
): number {
  return (-Math.log(1 - chance.number()) * meanMs) / pace;
}
