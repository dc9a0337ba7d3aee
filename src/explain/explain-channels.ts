import { latestSessions } from '../channels/latest-sessions.ts';
import type { AccountRegion } from '../ivs/accept.ts';
import { InputError } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import { type AuditAnswer, type AuditTrail, auditPage } from './audit-trail.ts';
import { explain, noChannel } from './explain.ts';
import type { ExplainSettings, Explanation, NoChannel } from './explanation.ts';
import { type InspectDeps, inspectChannel, recordOf } from './inspect-channel.ts';
import { type PlanAnswer, planPage } from './plan.ts';
import { readRequest } from './request.ts';

export interface ExplainDeps extends InspectDeps, Observability {
  trail: AuditTrail;
  accountRegion: AccountRegion;
  settings: ExplainSettings;
}

/**
 * Answers what would happen to a channel, when and why; what is next for all of them; or what
 * happened to one. It reads, and changes nothing: neither in IVS nor in the table.
 *
 * @param input `{channelArn}`, `{plan: true, nextToken?}` or `{audit: <channel ARN>, nextToken?}`
 * @throws InputError that names the field which is wrong; logged and counted here
 */
export async function explainChannels(
  input: unknown,
  deps: ExplainDeps,
): Promise<Explanation | NoChannel | PlanAnswer | AuditAnswer> {
  try {
    return await answer(input, deps);
  } catch (error) {
    if (error instanceof InputError) {
      deps.log.warn('request refused', { field: error.field, reason: error.message });
      deps.metrics.add('InvalidRequests');
    }
    throw error;
  }
}

async function answer(input: unknown, deps: ExplainDeps) {
  const request = readRequest(input, deps.accountRegion);
  switch (request.kind) {
    case 'channel':
      return explainChannel(request.channelArn, deps);
    case 'plan':
      return planPage(request.nextToken, deps, deps.settings);
    case 'audit':
      return auditPage(request.channelArn, request.nextToken, deps.trail);
  }
}

/** What would happen to one channel. */
export async function explainChannel(
  channelArn: string,
  deps: InspectDeps & { settings: ExplainSettings },
): Promise<Explanation | NoChannel> {
  const looked = await inspectChannel(channelArn, deps);
  const record = looked?.situation.record ?? (await recordOf(channelArn, deps));
  const summaries = await latestSessions(deps.sessions, record);
  const now = deps.clock.now();
  if (!looked) return noChannel(channelArn, summaries, now);
  return explain(looked, summaries, now, deps.settings, await deps.stops.pending(now));
}
