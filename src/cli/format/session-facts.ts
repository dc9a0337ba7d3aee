import type { SessionRecording } from '../../sessions/details/health.ts';
import type { SessionIngest } from '../../sessions/details/store.ts';
import type { AnsweredHealth, AnsweredSession } from '../answers.ts';
import type { Style } from '../context.ts';
import { formatDuration } from './duration.ts';
import { s3Url } from './event-detail.ts';
import { ageText, durationOf, recordingsOf, stateCell } from './sessions.ts';
import { propertyList } from './table.ts';
import { countOf, joined, oneLine, wholeNumber, withoutControlCharacters } from './text.ts';
import { formatTime } from './time.ts';

/** A session's name and state as a title, then its properties, one line each. Unknown ones are left out. */
export function sessionFacts(session: AnsweredSession, style: Style): string {
  const { timeZone, now } = style;
  const timeOf = (at: string | undefined) =>
    at === undefined ? undefined : formatTime(Date.parse(at), timeZone);
  const duration = durationOf(session, now());
  const rows: [string, string | undefined][] = [
    ['channel', session.channelArn],
    ['stream', session.streamId],
    ['created', timeOf(session.createdAt)],
    ['first seen', session.startedAt === undefined ? timeOf(session.seenAt) : undefined],
    ['started', timeOf(session.startedAt)],
    ['failed', joined([timeOf(session.failedAt), session.reason], ': ')],
    ['ingest ended', timeOf(session.ingestEndedAt)],
    ['ended', timeOf(session.endedAt)],
    ['code', session.code],
    ['lasted', duration === undefined ? undefined : formatDuration(duration)],
    ['viewers', viewersText(session, timeZone)],
    ['type', joined([session.channel?.type, latencyText(session.channel?.latencyMode)])],
    ...ingestRows(session.ingest),
    ...recordingsOf(session).map((recording): [string, string] => [
      'recording',
      recordingText(recording),
    ]),
    ['health', healthText(session, style)],
    ['repaired', session.repaired && 'events were missing; their facts were read from IVS'],
  ];
  return `${title(session, style)}\n${propertyList(rows, style)}`;
}

function title(session: AnsweredSession, { paint }: Style): string {
  const cell = stateCell(session);
  const state = typeof cell === 'object' ? paint(cell.colour, cell.text) : session.state;
  return `${paint('bold', oneLine(session.channelName ?? session.streamId))}  ${state}`;
}

function latencyText(mode: string | undefined): string | undefined {
  return mode === undefined ? undefined : `${mode.toLowerCase()} latency`;
}

function viewersText({ state, viewers = {} }: AnsweredSession, timeZone: string) {
  const { peak, peakAt, mean, lastCount } = viewers;
  const at = peakAt === undefined ? '' : ` at ${formatTime(Date.parse(peakAt), timeZone)}`;
  return joined([
    lastCount === undefined || state !== 'live' ? undefined : `${wholeNumber(lastCount)} now`,
    peak === undefined ? undefined : `peak ${wholeNumber(peak)}${at}`,
    mean === undefined ? undefined : `mean ${Number(mean.toFixed(1)).toLocaleString('en-US')}`,
  ]);
}

function ingestRows({
  video = {},
  audio = {},
}: SessionIngest = {}): [string, string | undefined][] {
  const { width, height, framerate } = video;
  const size = width === undefined || height === undefined ? undefined : `${width}×${height}`;
  const channels = audio.channels === undefined ? undefined : countOf(audio.channels, 'channel');
  return [
    ['encoder', video.encoder],
    [
      'video',
      joined([
        size,
        framerate === undefined ? undefined : `${Number(framerate.toFixed(2))} fps`,
        bitrateText(video.bitrate),
        video.codec,
      ]),
    ],
    [
      'audio',
      joined([
        channels,
        audio.sampleRate === undefined ? undefined : `${audio.sampleRate / 1_000} kHz`,
        bitrateText(audio.bitrate),
        audio.codec,
      ]),
    ],
  ];
}

function bitrateText(bitsPerSecond: number | undefined): string | undefined {
  if (bitsPerSecond === undefined) return undefined;
  const [unit, size] = bitsPerSecond >= 1_000_000 ? ['Mbit/s', 1_000_000] : ['kbit/s', 1_000];
  return `${Number((bitsPerSecond / size).toFixed(1))} ${unit}`;
}

function recordingText({
  bucket,
  prefix,
  status,
  durationMs,
  reason,
  streamIds,
}: SessionRecording) {
  const merged =
    (streamIds?.length ?? 0) > 1 ? `merged from ${streamIds?.length} streams` : undefined;
  const url = bucket === undefined || prefix === undefined ? undefined : s3Url(bucket, prefix);
  const duration = durationMs ? formatDuration(durationMs) : undefined;
  return withoutControlCharacters(joined([status, reason, duration, merged, url]) ?? status);
}

function healthText(session: AnsweredSession, style: Style): string | undefined {
  const { health, starvingSince } = session;
  const starving = starvingSince === undefined ? undefined : starvingText(starvingSince, style);
  if (!health) return starving;
  const { starvation, takeovers = [], breaches = [], counts, unknownEvents } = health;
  const limits = [...new Set(breaches.map(({ limit }) => limit))].join(', ');
  const problems = joined(
    [
      starving,
      starvation && starvationText(starvation, starvingSince),
      countIfAny(counts?.takeovers ?? takeovers.length, 'takeover'),
      inBrackets(
        countIfAny(counts?.breaches ?? breaches.length, 'limit breach', 'limit breaches'),
        limits,
      ),
      countIfAny(unknownEvents ?? 0, 'unknown event'),
    ],
    '; ',
  );
  return problems ?? 'no problems';
}

function starvingText(since: string, { timeZone, now }: Style): string {
  return `starving since ${formatTime(Date.parse(since), timeZone)} (${ageText(since, now())})`;
}

type Starvation = NonNullable<AnsweredHealth['starvation']>;

/** The times that are over. */
function starvationText(
  { spells, count, incomplete = 0, totalMs }: Starvation,
  starvingSince: string | undefined,
): string | undefined {
  const last = spells.at(-1);
  const isOpen = last?.from !== undefined && last.to === undefined;
  const over = isOpen && starvingSince !== undefined ? count - 1 : count;
  if (over === 0) return undefined;
  const unknown = incomplete > 0 ? ` (start or end of ${wholeNumber(incomplete)} unknown)` : '';
  return `starved ${countOf(over, 'time')}${unknown}, ${formatDuration(totalMs)} in total`;
}

const countIfAny = (count: number, one: string, many?: string): string | undefined =>
  count > 0 ? countOf(count, one, many) : undefined;

const inBrackets = (text: string | undefined, more: string): string | undefined =>
  text === undefined || more === '' ? text : `${text} (${more})`;
