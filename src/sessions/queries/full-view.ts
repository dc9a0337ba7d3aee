import type { SessionHealth, SessionRecording } from '../details/health.ts';
import type { ChannelAtStart, SessionDetails, SessionIngest } from '../details/store.ts';
import { healthChangeOf } from '../health-fact.ts';
import { sessionLookup } from '../session-id.ts';
import { broadcastOf } from '../span.ts';
import { starvingSince } from '../starving.ts';
import type { SessionSummary } from '../summary.ts';
import { deriveState, type SessionView, toView } from '../view.ts';
import type { ViewerRecord } from '../viewers/store.ts';
import type { QueryContext } from './context.ts';
import { type CurvePart, type ViewerStatistics, viewerStatistics } from './viewer-statistics.ts';

/** A session with all that is known of it. What is not known is absent. */
export interface FullSessionView extends SessionView {
  /** From Stream Start to the end, milliseconds. */
  durationMs?: number;
  viewers?: ViewerStatistics;
  /** Since when a live stream has been starving, ISO 8601; absent if it is not. */
  starvingSince?: string;
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
  /** Since when the stream has been starving. */
  starving?: string | undefined;
}

type RecordsContext = Pick<QueryContext, 'details' | 'viewers'>;

/** What a view shows instead of its usual content. */
interface ViewOptions {
  /** Default: the health in the details. */
  health?: SessionHealth;
  curve?: CurvePart;
}

export function toFullView(
  summary: SessionSummary,
  { details, viewers, starving }: RelatedRecords,
  { health = details?.health, curve = 'newest' }: ViewOptions = {},
): FullSessionView {
  const durationMs = durationOf(summary);
  return {
    ...toView(summary),
    ...(durationMs !== undefined && { durationMs }),
    ...(viewers && { viewers: viewerStatistics(viewers, curve) }),
    ...(starving !== undefined && { starvingSince: starving }),
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

/**
 * Reads what the table holds beside the summaries: two batch reads for each hundred sessions.
 *
 * @returns in the order of `summaries`
 */
export async function relatedRecords(
  summaries: SessionSummary[],
  context: RecordsContext,
): Promise<RelatedRecords[]> {
  const [details, viewers] = await Promise.all([
    context.details.get(summaries),
    context.viewers.get(summaries),
  ]);
  const [detailsOf, viewersOf] = [sessionLookup(details), sessionLookup(viewers)];
  return summaries.map((summary) => ({
    details: detailsOf(summary),
    viewers: viewersOf(summary),
    starving: starvingOf(summary, viewersOf(summary)),
  }));
}

/** @returns undefined if the stream is not starving. Only a live stream starves. */
function starvingOf(
  summary: SessionSummary,
  viewers: ViewerRecord | undefined,
): string | undefined {
  if (deriveState(summary) !== 'live') return undefined;
  return starvingSince(summary.health && healthChangeOf(summary.health), viewers);
}

/** @returns views in the order of `summaries` */
export async function fullViews(
  summaries: SessionSummary[],
  context: RecordsContext,
): Promise<FullSessionView[]> {
  const records = await relatedRecords(summaries, context);
  return summaries.map((summary, i) => toFullView(summary, records[i] ?? {}));
}
