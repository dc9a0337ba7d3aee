import { latestSessions } from '../channels/latest-sessions.ts';
import type { AccountRegion } from '../ivs/accept.ts';
import type {
  ChannelMetadata,
  ChannelMetadataAnswer,
} from '../metadata/history/channel-metadata.ts';
import { reportInvalidRequests } from '../platform/invalid-requests.ts';
import type { Observability } from '../platform/observability.ts';
import { type AuditAnswer, type AuditTrail, auditPage } from './audit-trail.ts';
import { cleanupState } from './cleanup-state.ts';
import { explain, explainMissing } from './explain.ts';
import type { Explanation, NoChannel } from './explanation.ts';
import { type FoundChannels, findChannels } from './find-channels.ts';
import { type InspectDeps, inspectChannel, recordOf } from './inspect-channel.ts';
import { type PlanAnswer, planPage } from './plan.ts';
import { readRequest } from './request.ts';
import type { ExplainSettings } from './settings.ts';

export interface ExplainDeps extends InspectDeps, Observability {
  trail: AuditTrail;
  accountRegion: AccountRegion;
  settings: ExplainSettings;
  /** Reads the metadata of a channel. */
  metadata(channelArn: string): Promise<ChannelMetadata>;
}

/** The answer to a request; which one depends on the request. */
export type ExplainAnswer =
  | Explanation
  | NoChannel
  | PlanAnswer
  | AuditAnswer
  | ChannelMetadataAnswer
  | FoundChannels;

/**
 * Explains what will happen to one channel, when and why; lists what happens next to each channel; lists
 * what happened to one channel, or what became of its metadata; or finds channels by their id or name. It only reads, and changes
 * nothing in IVS or in the table.
 *
 * @param input see `readRequest`
 * @throws InputError that names the invalid member; it is logged and counted here
 */
export async function explainChannels(input: unknown, deps: ExplainDeps): Promise<ExplainAnswer> {
  return reportInvalidRequests(deps, () => answer(input, deps));
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
    case 'metadata':
      return { metadata: await deps.metadata(request.channelArn) };
    case 'find':
      return findChannels(request.text, deps, deps.accountRegion);
  }
}

/** Explains what will happen to one channel. */
export async function explainChannel(
  channelArn: string,
  deps: InspectDeps & { settings: ExplainSettings },
): Promise<Explanation | NoChannel> {
  const { sessions, clock, settings } = deps;
  const inspected = await inspectChannel(channelArn, deps);
  const record = inspected?.facts.record ?? (await recordOf(channelArn, deps));
  const summaries = await latestSessions(sessions, record);
  const now = clock.now();
  if (!inspected) return explainMissing(channelArn, summaries, now);
  return explain(inspected, summaries, now, settings, await cleanupState(deps, now));
}
