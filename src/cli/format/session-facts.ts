import type { Recording } from '../../sessions/details/health.ts';
import type { Ingest } from '../../sessions/details/store.ts';
import type { AnsweredHealth, AnsweredSession } from '../answers.ts';
import type { CliContext } from '../context.ts';
import { formatDuration } from './duration.ts';
import { s3 } from './event-detail.ts';
import { durationOf, recordingsOf, stateCell } from './sessions.ts';
import { propertyList } from './table.ts';
import { countOf, oneLine, wholeNumber, withoutControlCharacters } from './text.ts';
import { formatTime } from './time.ts';

type Style = Pick<CliContext, 'paint' | 'timeZone' | 'now'>;

/** A session at a glance: a title, and what is known of it. */
export function sessionFacts(session: AnsweredSession, style: Style): string {
  const { timeZone, now } = style;
  const when = (at: string | undefined) =>
    at === undefined ? undefined : formatTime(Date.parse(at), timeZone);
  const length = durationOf(session, now());
  const rows: [string, string | undefined][] = [
    ['channel', session.channelArn],
    ['stream', session.streamId],
    ['created', when(session.createdAt)],
    ['first seen', session.startedAt === undefined ? when(session.seenAt) : undefined],
    ['started', when(session.startedAt)],
    ['failed', joined([when(session.failedAt), session.reason], ': ')],
    ['ingest ended', when(session.ingestEndedAt)],
    ['ended', when(session.endedAt)],
    ['code', session.code],
    ['lasted', length === undefined ? undefined : formatDuration(length)],
    ['viewers', viewersText(session, timeZone)],
    ['type', joined([session.channel?.type, latencyText(session.channel?.latencyMode)])],
    ...ingestRows(session.ingest),
    ...recordingsOf(session).map((one): [string, string] => ['recording', recordingText(one)]),
    ['health', healthText(session)],
    [
      'repaired',
      session.repaired ? 'some of it did not come as an event: IVS was asked' : undefined,
    ],
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

function ingestRows({ video = {}, audio = {} }: Ingest = {}): [string, string | undefined][] {
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

function recordingText({ bucket, prefix, status, durationMs, reason, streamIds }: Recording) {
  const merged =
    (streamIds?.length ?? 0) > 1 ? `merged of ${streamIds?.length} streams` : undefined;
  const place = bucket === undefined || prefix === undefined ? undefined : s3(bucket, prefix);
  const lasted = durationMs ? formatDuration(durationMs) : undefined;
  return withoutControlCharacters(joined([status, reason, lasted, merged, place]) ?? status);
}

function healthText({ health }: AnsweredSession): string | undefined {
  if (!health) return undefined;
  const { starvation, takeovers = [], breaches = [], counts, unknownEvents } = health;
  const limits = [...new Set(breaches.map(({ limit }) => limit))].join(', ');
  const told = joined(
    [
      starvation && starvationText(starvation),
      some(counts?.takeovers ?? takeovers.length, 'takeover'),
      suffixed(some(counts?.breaches ?? breaches.length, 'limit breach', 'limit breaches'), limits),
      some(unknownEvents ?? 0, 'event of an unknown name', 'events of unknown names'),
    ],
    '; ',
  );
  return told ?? 'nothing to report';
}

function starvationText({
  count,
  incomplete = 0,
  totalMs,
}: NonNullable<AnsweredHealth['starvation']>) {
  if (count === 0) return undefined;
  const open = incomplete > 0 ? ` (${wholeNumber(incomplete)} without a known start or end)` : '';
  return `starved ${countOf(count, 'time')}${open}, ${formatDuration(totalMs)} in all`;
}

const some = (count: number, one: string, many?: string): string | undefined =>
  count > 0 ? countOf(count, one, many) : undefined;

const suffixed = (text: string | undefined, more: string): string | undefined =>
  text === undefined || more === '' ? text : `${text} (${more})`;

function joined(texts: readonly (string | undefined)[], between = ', '): string | undefined {
  const known = texts.filter((text) => text !== undefined && text !== '');
  return known.length > 0 ? known.join(between) : undefined;
}
