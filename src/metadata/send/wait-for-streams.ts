import { errorMessage, errorName } from '../../platform/errors.ts';
import { makeVisible, type ReturningChannel, type VisibilityTools } from './make-visible.ts';
import type { SendTools } from './tools.ts';

/** How long messages wait for a stream whose start is not known. It matters only if nobody learns of the start. */
const WAIT_S = 60;
/** IVS may need a moment from the start of a stream until it accepts metadata. */
const JUST_STARTED_MS = 60_000;
const JUST_STARTED_WAIT_S = 2;

type WaitTools = Pick<SendTools, 'waiting' | 'starts' | 'clock'> & VisibilityTools;

/**
 * Lets messages wait until their stream starts, a minute at most. Then the next instance tries to send them.
 *
 * It hides them first, then notes what waits, and then looks whether a stream has started. Whoever learns of a start first
 * records it, and then looks for what waits (releaseWaiting). So one of the two sees the other, the messages never wait for a
 * start that is known, and nothing hides them again after a release.
 *
 * What is noted says how long the messages stay invisible. While it is not taken back, that must be true: if they were
 * received again earlier, a release could disturb the instance that is sending them.
 *
 * @param channels to which other instances may send
 */
export async function waitForStreams(
  channels: readonly ReturningChannel[],
  tools: WaitTools,
): Promise<void> {
  if (channels.length === 0) return;
  const { waiting, clock, log } = tools;
  const now = clock.now();
  const patient = channels.map((channel) => {
    return { ...channel, seconds: Math.max(WAIT_S, channel.seconds) };
  });
  await makeVisible(patient, tools);
  const notes = patient.map(({ channelArn, sqsMessages, seconds }) => ({
    channelArn,
    receiptHandles: sqsMessages.map(({ record }) => record.receiptHandle),
    until: now + seconds * 1_000,
  }));
  try {
    await waiting.note(notes);
    await makeVisible(await startedMeanwhile(channels, tools), tools);
  } catch (error) {
    const reason = `${errorName(error)}: ${errorMessage(error)}`;
    log.warn('metadata may come up to a minute after the start of its stream', { reason });
  }
}

/** @returns the channels that are live as far as events tell, and whose note is taken back. IVS says that they are not live. */
async function startedMeanwhile(
  channels: readonly ReturningChannel[],
  { waiting, starts, clock }: WaitTools,
): Promise<ReturningChannel[]> {
  const liveSince = await starts.liveSince(channels.map(({ channelArn }) => channelArn));
  const now = clock.now();
  const started = channels.flatMap(async (channel) => {
    const since = liveSince.get(channel.channelArn);
    if (since === undefined || !(await waiting.take(channel.channelArn, now))) return [];
    const seconds = now - since < JUST_STARTED_MS ? JUST_STARTED_WAIT_S : channel.seconds;
    return [{ ...channel, seconds }];
  });
  return (await Promise.all(started)).flat();
}
