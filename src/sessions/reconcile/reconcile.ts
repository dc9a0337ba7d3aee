import type { ChannelStore } from '../../channels/store.ts';
import { type SurveySummary, surveyChannels } from '../../channels/survey.ts';
import type { SurveySettings } from '../../channels/survey-decide.ts';
import type { InvocationIvs } from '../../ivs/client.ts';
import { OutOfTimeError } from '../../platform/errors.ts';
import { type LeaseStore, type Turn, withLease } from '../../platform/lease.ts';
import { byChannel, type Listing, listLive } from './listing.ts';
import {
  type ReconcileContext,
  reconcileSessions,
  type SessionsReport,
} from './reconcile-sessions.ts';

export interface Reconciliation extends Omit<ReconcileContext, 'turn'> {
  ivs: InvocationIvs;
  channels: ChannelStore;
  leases: LeaseStore;
  /** Names this invocation. */
  holder: string;
  /** When Lambda cuts the invocation, ms since the epoch. */
  deadline: number;
  survey: SurveySettings;
}

export interface ReconcileReport {
  /** `busy`: another scheduled function had the turn. `partial`: the next run goes on. */
  outcome: 'done' | 'partial' | 'busy';
  sessions?: SessionsReport;
  channels?: SurveySummary;
}

/**
 * One pass of comparing everything with IVS, in its turn among the scheduled functions:
 *
 *     wait for the turn -> list what is live -> compare the sessions -> survey the channels
 *     -> let IVS's rolling second pass -> give the turn back
 *
 * Stops when the time or the turn is over; the next pass goes on there. Throws what IVS or the table
 * throw when asked for lists; what fails for one session or channel is counted.
 */
export async function reconcile(context: Reconciliation): Promise<ReconcileReport> {
  const { leases: store, ivs, holder, clock, log, deadline } = context;
  const settled = () => ivs.settled();
  const leased = await withLease({ store, holder, clock, log, deadline, settled }, (turn) =>
    compare(context, turn),
  );
  return leased.ran ? leased.result : { outcome: 'busy' };
}

async function compare(context: Reconciliation, turn: Turn): Promise<ReconcileReport> {
  const listing = await listInTime(context);
  if (!listing) return { outcome: 'partial' };
  const sessions = await reconcileSessions(listing, { ...context, turn });
  const channels = await surveyChannels({
    ...{ ...context, sessions: context.store, settings: context.survey, turn },
    live: byChannel(listing),
  });
  const done = sessions.complete && channels.finished;
  return { outcome: done ? 'done' : 'partial', sessions, channels };
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
