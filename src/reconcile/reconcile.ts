import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { TagKeys } from '../channels/policy.ts';
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
import { checkKeys, type KeyCheckReport } from './channels/key-check.ts';
import type { SurveySettings } from './channels/missing-marks.ts';
import { type SurveyContext, type SurveyReport, surveyChannels } from './channels/survey.ts';
import {
  reconcileSessions,
  type SessionsReconcileContext,
  type SessionsReport,
} from './sessions/reconcile-sessions.ts';
import { addUnknownSession } from './sessions/repairs.ts';

/** What is needed to compare everything with IVS. */
export interface ReconcileContext
  extends Omit<SessionsReconcileContext, 'lease'>,
    AuditRoundSettings {
  ivs: AuditContext['ivs'] &
    Pick<InvocationIvs, 'listStreams' | 'streamKeyExists' | 'waitForQuotaWindow'>;
  channels: ChannelStore;
  tagKeys: TagKeys;
  channelCounts: ChannelCountStore;
  deletions: SurveyContext['deletions'];
  leases: LeaseStore;
  /** Identifies this invocation as the holder of the lease. */
  holder: string;
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
  survey: SurveySettings;
  /** Compare the whole session history of every channel, as far as the time allows. */
  audit: boolean;
}

export interface ReconcileReport {
  /** `busy`: another function held the lease. `partial`: the next run continues. */
  outcome: 'done' | 'partial' | 'busy';
  sessions?: SessionsReport;
  channels?: SurveyReport;
  /** Absent if no check of stream keys was due, or none is to be checked. */
  keys?: KeyCheckReport;
  /** Absent if no audit was due. */
  audit?: AuditReport;
}

/**
 * One pass that compares everything with IVS, under the lease on the IVS quotas:
 *
 *     acquire the lease -> list the live streams -> compare the sessions -> survey the channels
 *     -> continue the audit of session histories -> wait one second, the window of IVS's quotas
 *     -> release the lease
 *
 * Stops when the time is used up or another function waits for the lease; the next pass continues
 * there. Meanwhile it checks stream keys, which needs none of the quotas under that lease. An operator who
 * asks for an audit does not wait for that.
 *
 * @throws what IVS or the table throw for lists; a failure for one session or channel is counted
 */
export async function reconcile(context: ReconcileContext): Promise<ReconcileReport> {
  const isKeyCheck = !context.survey.rotationOff && !context.audit;
  const [compared, checked] = await Promise.allSettled([
    compareUnderLease(context),
    isKeyCheck ? checkKeys(context) : undefined,
  ]);
  if (compared.status === 'rejected') throw compared.reason;
  if (checked.status === 'rejected') throw checked.reason;
  return { ...compared.value, ...(checked.value && { keys: checked.value }) };
}

async function compareUnderLease(context: ReconcileContext): Promise<ReconcileReport> {
  const { leases: store, ivs, holder, clock, log, deadline } = context;
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const leased = await withLease({ store, holder, clock, log, deadline, beforeRelease }, (lease) =>
    compare(context, lease),
  );
  return leased.ran ? leased.result : { outcome: 'busy' };
}

async function compare(context: ReconcileContext, lease: HeldLease): Promise<ReconcileReport> {
  const live = await listInTime(context);
  if (!live) return { outcome: 'partial' };
  const underLease: AuditContext & ReconcileContext = { ...context, lease };
  const sessions = await reconcileSessions(live, underLease);
  const channels = await surveyChannels({
    ...{ ...underLease, sessions: context.store, settings: context.survey },
    ivs: ivsForSurvey(context),
    live: liveStreamsByChannel(live),
  });
  const report = { sessions, channels };
  if (!sessions.complete || !channels.finished) return { outcome: 'partial', ...report };
  const audit = await auditHistories(underLease, context.audit);
  const continues = context.audit && audit?.finished === false;
  return { outcome: continues ? 'partial' : 'done', ...report, ...(audit && { audit }) };
}

/**
 * IVS for the survey. The survey requests sessions whose end no event reported. A session that the
 * table does not know is added to the table then, without a further request.
 */
function ivsForSurvey(context: ReconcileContext): SurveyContext['ivs'] {
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

/** @returns undefined if the time was not sufficient */
async function listInTime({ ivs, log }: ReconcileContext): Promise<LiveStreamsById | undefined> {
  try {
    return await listLiveStreams(ivs);
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    log.warn('no time left to list the live streams; the next run starts again');
    return undefined;
  }
}
