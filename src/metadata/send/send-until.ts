import type { ChannelProgress, RequestSequence } from './channel-progress.ts';
import { deadLetter } from './dead-letter.ts';
import type { MetricCounts } from './metric-counts.ts';
import { sendRequest } from './send-request.ts';
import type { SendTools } from './tools.ts';
import { waitUntil } from './wait-until.ts';

/** If the next request must wait longer than this, and other channels are done, the invocation ends. */
const MAX_IDLE_WAIT_MS = 2_000;

/**
 * Sends the messages of several channels, which take turns, until all channels are closed or the time is
 * used up. It prepares the next request before it waits for its start, so that preparing costs no time.
 *
 * @param cutoff no request starts after this time, ms since the epoch
 */
export async function sendUntil(
  cutoff: number,
  channels: readonly ChannelProgress[],
  counts: MetricCounts,
  tools: SendTools,
): Promise<void> {
  const { clock, pacer, settings: format } = tools;
  const turns = [...channels];
  for (;;) {
    const now = clock.now();
    const channel = nextChannel(turns, now);
    if (!channel) return;
    const startAt = Math.max(now, pacer.nextStartAt, channel.notBefore);
    if (startAt > cutoff || delaysFinished(channel, turns, now)) return;
    const action = channel.next({ now: startAt, format });
    if (action.kind === 'deadLetter') {
      await deadLetter(channel, [action.item], action.reason, tools);
    }
    if (action.kind !== 'send') continue;
    const sequence = channel.unfinished ?? { ...action.packed, sentCount: 0 };
    // If there is no time for the last part, the next invocation would have to start again.
    if (lastStartAt(sequence, startAt, pacer.gapMs) > cutoff) return;
    await waitUntil(clock, startAt);
    if (!channel.unfinished && hasExpired(sequence, clock.now())) continue;
    await sendRequest(channel, sequence, counts, tools);
    // The parts of one message directly follow each other, so that few are lost if the sender crashes.
    if (!channel.unfinished) moveToEnd(turns, channel);
  }
}

/** The first channel, in turn, that may send now. If there is none, the one that may send first. */
function nextChannel(turns: readonly ChannelProgress[], now: number): ChannelProgress | undefined {
  const open = turns.filter(({ isClosed }) => !isClosed);
  const ready = open.find(({ notBefore }) => notBefore <= now);
  return ready ?? open.sort((a, b) => a.notBefore - b.notBefore)[0];
}

/** Whether waiting for this channel would delay the next batch of channels that are already done. */
const delaysFinished = (
  { notBefore }: ChannelProgress,
  channels: readonly ChannelProgress[],
  now: number,
): boolean => notBefore - now > MAX_IDLE_WAIT_MS && channels.some(({ isClosed }) => isClosed);

const lastStartAt = (
  { texts, sentCount }: RequestSequence,
  startAt: number,
  gapMs: number,
): number => startAt + (texts.length - sentCount - 1) * gapMs;

const hasExpired = ({ messages }: RequestSequence, now: number): boolean =>
  messages.some(({ source }) => source.message.expiresAt <= now);

function moveToEnd(turns: ChannelProgress[], channel: ChannelProgress): void {
  turns.push(...turns.splice(turns.indexOf(channel), 1));
}
