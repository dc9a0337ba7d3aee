import type { Recording, SessionHealth } from '../details/health.ts';
import type { ChannelAtStart, Ingest, SessionDetails } from '../details/store.ts';
import { broadcastOf } from '../span.ts';
import type { SessionId, SessionSummary } from '../summary.ts';
import { type SessionView, toView } from '../view.ts';
import type { ViewerRecord } from '../viewers/store.ts';
import type { QueryContext } from './context.ts';

/** A session's audience. */
export interface Audience {
  /** The most viewers at once, and when: ISO 8601. */
  peak: number;
  peakAt: string;
  /** Weighted by time, to a tenth; absent until two samples are known. */
  mean?: number;
  /** In the latest sample, and when that was. */
  lastCount: number;
  lastAt: string;
}

/** A session with all that is known of it. What is not known is absent. */
export interface FullSessionView extends SessionView {
  /** From Stream Start to the end, milliseconds. */
  durationMs?: number;
  viewers?: Audience;
  /** What the encoder sent. */
  ingest?: Ingest;
  /** The channel as it was when the stream went live. */
  channel?: ChannelAtStart;
  /** How the stream went: as of the close of its books; of a session asked for alone, as of now. */
  health?: Omit<SessionHealth, 'recordings'>;
  recordings?: Recording[];
}

/** What is kept of a session beside its summary. */
export interface RelatedRecords {
  details?: SessionDetails | undefined;
  viewers?: ViewerRecord | undefined;
}

export function toFullView(
  summary: SessionSummary,
  { details, viewers }: RelatedRecords,
  health: SessionHealth | undefined = details?.health,
): FullSessionView {
  const durationMs = durationOf(summary);
  return {
    ...toView(summary),
    ...(durationMs !== undefined && { durationMs }),
    ...(viewers && { viewers: audienceOf(viewers) }),
    ...(details?.ingest && { ingest: details.ingest }),
    ...(details?.channel && { channel: details.channel }),
    ...(health && healthMembers(health)),
  };
}

function healthMembers({
  recordings,
  ...health
}: SessionHealth): Pick<FullSessionView, 'health' | 'recordings'> {
  return { health, ...(recordings.length > 0 && { recordings }) };
}

function durationOf(summary: SessionSummary): number | undefined {
  const { from, to } = broadcastOf(summary) ?? {};
  return from && to ? Date.parse(to) - Date.parse(from) : undefined;
}

function audienceOf(record: ViewerRecord): Audience {
  const { peak, peakAt, lastCount, lastAt, viewerSeconds, coveredSeconds } = record;
  const mean = Math.round((viewerSeconds / coveredSeconds) * 10) / 10;
  return { peak, peakAt, ...(coveredSeconds > 0 && { mean }), lastCount, lastAt };
}

/** Reads what is kept beside the summaries: two batch reads for each hundred. @returns views in the same order */
export async function fullViews(
  summaries: SessionSummary[],
  { details, viewers }: Pick<QueryContext, 'details' | 'viewers'>,
): Promise<FullSessionView[]> {
  const [known, audiences] = await Promise.all([details.get(summaries), viewers.get(summaries)]);
  const detailsOf = byId(known);
  const viewersOf = byId(audiences);
  return summaries.map((summary) =>
    toFullView(summary, {
      details: detailsOf.get(keyOf(summary)),
      viewers: viewersOf.get(keyOf(summary)),
    }),
  );
}

export const keyOf = ({ channelArn, streamId }: SessionId): string => `${channelArn} ${streamId}`;

export const byId = <T extends SessionId>(all: T[]): Map<string, T> =>
  new Map(all.map((one) => [keyOf(one), one]));
