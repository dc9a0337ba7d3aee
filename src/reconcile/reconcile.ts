import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { ChannelStore } from '../channels/store.ts';
import type { InvocationIvs } from '../ivs/client.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { type HeldLease, type LeaseStore, withLease } from '../platform/lease.ts';
import { byChannel, type Listing, listLive } from '../sessions/live-streams.ts';
import type { SurveySettings } from './channels/missing-marks.ts';
import { type SurveyDeps, type SurveySummary, surveyChannels } from './channels/survey.ts';
import { type AuditReport, auditHistories } from './audit/audit-histories.ts';
import type { AuditContext } from './audit/channel-pages.ts';
import type { TurnSettings } from './audit/audit-round.ts';
import {
  type ReconcileContext,
  reconcileSessions,
  type SessionsReport,
} from './sessions/reconcile-sessions.ts';
import { takeIn } from './sessions/repairs.ts';

export interface Reconciliation extends Omit<ReconcileContext, 'lease'>, TurnSettings {
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
  channels?: SurveySummary;
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
export async function reconcile(context: Reconciliation): Promise<ReconcileReport> {
  const { leases: store, ivs, holder, clock, log, deadline } = context;
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const leased = await withLease({ store, holder, clock, log, deadline, beforeRelease }, (lease) =>
    compare(context, lease),
  );
  return leased.ran ? leased.result : { outcome: 'busy' };
}

async function compare(context: Reconciliation, lease: HeldLease): Promise<ReconcileReport> {
  const listing = await listInTime(context);
  if (!listing) return { outcome: 'partial' };
  const underLease: AuditContext & Reconciliation = { ...context, lease };
  const sessions = await reconcileSessions(listing, underLease);
  const channels = await surveyChannels({
    ...{ ...underLease, sessions: context.store, settings: context.survey },
    ivs: overheard(context),
    live: byChannel(listing),
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
function overheard(context: Reconciliation): SurveyDeps['ivs'] {
  const { ivs, store } = context;
  return {
    listChannels: (nextToken) => ivs.listChannels(nextToken),
    async getStreamSession(channelArn, streamId) {
      const session = await ivs.getStreamSession(channelArn, streamId);
      if (!session?.streamId) return session;
      const id = { channelArn, streamId: session.streamId };
      if ((await store.get([id])).length === 0) await takeIn(id, session, context);
      return session;
    },
  };
}

/** @returns undefined if the time did not suffice */
async function listInTime({ ivs, log }: Reconciliation): Promise<Listing | undefined> {
  try {
    return await listLive(ivs);
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    log.warn('the time did not suffice to list the live streams');
    return undefined;
  }
}
