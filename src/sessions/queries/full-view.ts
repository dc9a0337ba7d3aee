import type { SessionHealth, SessionRecording } from '../details/health.ts';
import type { ChannelAtStart, SessionDetails, SessionIngest } from '../details/store.ts';
import { sessionLookup } from '../session-id.ts';
import { broadcastOf } from '../span.ts';
import type { SessionSummary } from '../summary.ts';
import { type SessionView, toView } from '../view.ts';
import type { ViewerRecord } from '../viewers/store.ts';
import type { QueryContext } from './context.ts';

/** The number of viewers of a session over time. */
export interface ViewerStatistics {
  /** The most viewers in any sample. */
  peak: number;
  /** When the peak was, ISO 8601. */
  peakAt: string;
  /** Weighted by time, rounded to one decimal place; absent until there are two samples. */
  mean?: number;
  /** Viewers in the latest sample. */
  lastCount: number;
  /** When the latest sample was, ISO 8601. */
  lastAt: string;
}

/** A session with all that is known of it. What is not known is absent. */
export interface FullSessionView extends SessionView {
  /** From Stream Start to the end, milliseconds. */
  durationMs?: number;
  viewers?: ViewerStatistics;
  /** What the encoder sent. */
  ingest?: SessionIngest;
  /** The channel as it was when the stream went live. */
  channel?: ChannelAtStart;
  /** As of when the session was finalized. In the answer about one session: as of now. */
  health?: Omit<SessionHealth, 'recordings'>;
  recordings?: SessionRecording[];
}

/** What the table holds of a session beside its summary. */
export interface RelatedRecords {
  details?: SessionDetails | undefined;
  viewers?: ViewerRecord | undefined;
}

/** @param health shown instead of the health in the details */
export function toFullView(
  summary: SessionSummary,
  { details, viewers }: RelatedRecords,
  health: SessionHealth | undefined = details?.health,
): FullSessionView {
  const durationMs = durationOf(summary);
  return {
    ...toView(summary),
    ...(durationMs !== undefined && { durationMs }),
    ...(viewers && { viewers: statisticsOf(viewers) }),
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

function statisticsOf(record: ViewerRecord): ViewerStatistics {
  const { peak, peakAt, lastCount, lastAt, viewerSeconds, coveredSeconds } = record;
  const mean = Math.round((viewerSeconds / coveredSeconds) * 10) / 10;
  return { peak, peakAt, ...(coveredSeconds > 0 && { mean }), lastCount, lastAt };
}

/**
 * Reads what the table holds beside the summaries: two batch reads for each hundred sessions.
 *
 * @returns views in the order of `summaries`
 */
export async function fullViews(
  summaries: SessionSummary[],
  context: Pick<QueryContext, 'details' | 'viewers'>,
): Promise<FullSessionView[]> {
  const [details, viewers] = await Promise.all([
    context.details.get(summaries),
    context.viewers.get(summaries),
  ]);
  const [detailsOf, viewersOf] = [sessionLookup(details), sessionLookup(viewers)];
  return summaries.map((summary) =>
    toFullView(summary, { details: detailsOf(summary), viewers: viewersOf(summary) }),
  );
}
