import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { ChannelStore } from '../channels/store.ts';
import type { InvocationIvs } from '../ivs/client.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { type HeldLease, withLease } from '../platform/lease.ts';
import type { LeaseStore } from '../platform/lease-store.ts';
import {
  type LiveStreamsById,
  listLiveStreams,
  liveStreamsByChannel,
} from '../sessions/live-streams.ts';
import { type AuditReport, auditHistories } from './audit/audit-histories.ts';
import type { AuditRoundSettings } from './audit/audit-round.ts';
import type { AuditContext } from './audit/channel-pages.ts';
import type { SurveySettings } from './channels/missing-marks.ts';
import { type SurveyContext, type SurveyReport, surveyChannels } from './channels/survey.ts';
import {
  reconcileSessions,
  type SessionsReconcileContext,
  type SessionsReport,
} from './sessions/reconcile-sessions.ts';
import { addUnknownSession } from './sessions/repairs.ts';

export interface ReconcileContext
  extends Omit<SessionsReconcileContext, 'lease'>,
    AuditRoundSettings {
  ivs: AuditContext['ivs'] & Pick<InvocationIvs, 'listStreams' | 'waitForQuotaWindow'>;
  channels: ChannelStore;
  channelCounts: ChannelCountStore;
  leases: LeaseStore;
  /** Names this invocation. */
  holder: string;
  /** When Lambda cuts the invocation, ms since the epoch. */
  deadline: number;
  survey: SurveySettings;
  /** Go through the whole history of every channel, as far as the time suffices. */
  audit: boolean;
}

export interface ReconcileReport {
  /** `busy`: another function held the lease. `partial`: the next run goes on. */
  outcome: 'done' | 'partial' | 'busy';
  sessions?: SessionsReport;
  channels?: SurveyReport;
  /** Absent if none was due. */
  audit?: AuditReport;
}

/**
 * One pass of comparing everything with IVS, under the lease on the IVS quotas:
 *
 *     acquire the lease -> list what is live -> compare the sessions -> survey the channels
 *     -> go on with the audit of histories -> let IVS's rolling second pass -> release the lease
 *
 * Stops when the time is used up or another function waits for the lease; the next pass continues there. Throws what IVS or the table
 * throw when asked for lists; what fails for one session or channel is counted.
 */
export async function reconcile(context: ReconcileContext): Promise<ReconcileReport> {
  const { leases: store, ivs, holder, clock, log, deadline } = context;
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const leased = await withLease({ store, holder, clock, log, deadline, beforeRelease }, (lease) =>
    compare(context, lease),
  );
  return leased.ran ? leased.result : { outcome: 'busy' };
}

async function compare(context: ReconcileContext, lease: HeldLease): Promise<ReconcileReport> {
  const listing = await listInTime(context);
  if (!listing) return { outcome: 'partial' };
  const underLease: AuditContext & ReconcileContext = { ...context, lease };
  const sessions = await reconcileSessions(listing, underLease);
  const channels = await surveyChannels({
    ...{ ...underLease, sessions: context.store, settings: context.survey },
    ivs: overheard(context),
    live: liveStreamsByChannel(listing),
  });
  const report = { sessions, channels };
  if (!sessions.complete || !channels.finished) return { outcome: 'partial', ...report };
  const audit = await auditHistories(underLease, context.audit);
  const goesOn = context.audit && audit?.finished === false;
  return { outcome: goesOn ? 'partial' : 'done', ...report, ...(audit && { audit }) };
}

/**
 * IVS for the survey. It asks for sessions whose end no event told of: those that the table has never
 * heard of are taken in then and there, at no further request.
 */
function overheard(context: ReconcileContext): SurveyContext['ivs'] {
  const { ivs, store } = context;
  return {
    listChannels: (nextToken) => ivs.listChannels(nextToken),
    async getStreamSession(channelArn, streamId) {
      const session = await ivs.getStreamSession(channelArn, streamId);
      if (!session?.streamId) return session;
      const id = { channelArn, streamId: session.streamId };
      if ((await store.get([id])).length === 0) await addUnknownSession(id, session, context);
      return session;
    },
  };
}

/** @returns undefined if the time did not suffice */
async function listInTime({ ivs, log }: ReconcileContext): Promise<LiveStreamsById | undefined> {
  try {
    return await listLiveStreams(ivs);
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    log.warn('the time did not suffice to list the live streams');
    return undefined;
  }
}
