import { latestSessions } from '../channels/latest-sessions.ts';
import { policyTags, readPolicy, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { streamStatusOf } from '../channels/stream-status.ts';
import { ReconnectWindows } from '../cleanup/reconnect-windows.ts';
import type { ChannelSummary } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import { errorName, InputError } from '../platform/errors.ts';
import { isTagged } from '../reconcile/channels/missing-marks.ts';
import type { Mode } from '../settings/mode.ts';
import type { ExplainSettings } from './explanation.ts';
import {
  type ChannelFacts,
  type Forecast,
  forecastCleanup,
  forecastRotation,
  type NextAction,
} from './forecast.ts';
import { type InspectDeps, windowOf } from './inspect-channel.ts';
import { CLEANUP_REASON_TEXTS, ROTATION_REASON_TEXTS } from './reason-texts.ts';

/** What is next for one channel. Times are ISO 8601 in UTC. */
export interface PlannedChannel {
  channelArn: string;
  name: string;
  /** Those that are ours. */
  tags: Tags;
  /** Absent: nothing, as things are. */
  next?: NextAction;
  /** Absent beside `next`: after the end of its stream. */
  at?: string;
  /** When a pass looks at it next. Absent: not before the reconcile, or an event, marks it. */
  nextLookAt?: string;
  /** In `plan` it would only be said, in `off` not even that. */
  mode?: Mode;
  /** It is due, but cleanup has stopped itself: not before an operator approves, or fewer are due. */
  stopped?: true;
  /** A word of docs/policy.md, and the same in plain words. */
  reason: string;
  why: string;
}

export interface PlanAnswer {
  channels: PlannedChannel[];
  /** There are more: ask again, with this. */
  nextToken?: string;
}

/**
 * What is next for each channel, up to 100 a page, by their tags, what the table knows, and which of
 * them are live. A page costs a request and the list of live streams: of a key it takes what was last
 * noted, and an end that the table does not know is not asked for; each recording configuration is
 * asked for once. `lookClosely` asks for all that.
 *
 * @throws InputError that names `nextToken` where IVS does not take it
 */
export async function planPage(
  nextToken: string | undefined,
  deps: InspectDeps,
  settings: ExplainSettings,
): Promise<PlanAnswer> {
  const page = await listPage(nextToken, deps);
  const live = await liveChannels(deps);
  const listed = page.items.flatMap(({ arn, ...rest }) => (arn ? [{ ...rest, arn }] : []));
  const tagged = listed.filter(({ tags }) => isTagged(readPolicy(tags))).map(({ arn }) => arn);
  const records = tagged.length > 0 ? await deps.channels.get(tagged) : [];
  const byArn = new Map(records.map((record) => [record.channelArn, record]));
  const windows = new ReconnectWindows(deps.ivs);
  const stop = await deps.stops.pending(deps.clock.now());
  const channels: PlannedChannel[] = [];
  for (const channel of listed) {
    const record = byArn.get(channel.arn) ?? { channelArn: channel.arn };
    const own = isTagged(readPolicy(channel.tags)) ? await windowOf(channel, windows) : undefined;
    const seen = {
      live: live.has(channel.arn),
      ...(own !== undefined && { recordingWindow: own }),
    };
    const plan = await planned(channel, record, seen, deps, settings);
    channels.push(stop && isHeld(plan, deps.clock.now()) ? { ...plan, stopped: true } : plan);
  }
  return { channels, ...(page.nextToken !== undefined && { nextToken: page.nextToken }) };
}

/** Whether cleanup would delete it now, had it not stopped itself. */
function isHeld({ next, mode, at = '~' }: PlannedChannel, now: number): boolean {
  return next === 'delete-channel' && mode === 'apply' && at <= isoTime(now);
}

async function listPage(nextToken: string | undefined, { ivs }: InspectDeps) {
  try {
    return await ivs.listChannels(nextToken);
  } catch (error) {
    if (nextToken === undefined || errorName(error) !== 'ValidationException') throw error;
    throw new InputError('nextToken', 'the nextToken of an answer to the same query', nextToken);
  }
}

async function liveChannels({ ivs }: InspectDeps): Promise<Set<string>> {
  const live = new Set<string>();
  let token: string | undefined;
  do {
    const page = await ivs.listStreams(token);
    for (const { channelArn } of page.items) if (channelArn) live.add(channelArn);
    token = page.nextToken;
  } while (token !== undefined);
  return live;
}

async function planned(
  { arn, name = '', tags = {} }: ChannelSummary & { arn: string },
  record: ChannelRecord,
  seen: Pick<ChannelFacts, 'live' | 'recordingWindow'>,
  { sessions, clock }: InspectDeps,
  settings: ExplainSettings,
): Promise<PlannedChannel> {
  const policy = readPolicy(tags);
  const known = isTagged(policy) ? await latestSessions(sessions, record) : [];
  const now = clock.now();
  // Not noted yet: the channel has one as a rule, and the next look at it tells.
  const keys = [{ arn: record.key?.arn ?? 'not noted yet' }];
  const streamStatus = streamStatusOf(record, known, now);
  const situation = {
    policy,
    record,
    streamStatus,
    recordedStreamStatus: streamStatus,
    keys,
    ...seen,
  };
  const cleanup = forecastCleanup(situation, now, settings.cleanup);
  const rotation = forecastRotation(situation, now, settings.rotation);
  const next = isBefore(rotation, cleanup)
    ? saidOf(rotation, ROTATION_REASON_TEXTS[rotation.reason], record.rotationDueAt)
    : saidOf(cleanup, CLEANUP_REASON_TEXTS[cleanup.reason], record.cleanupDueAt);
  return { channelArn: arn, name, tags: policyTags(tags), ...next };
}

/** What is known to come comes first, then what waits for the end of a stream. */
function isBefore(a: Forecast, b: Forecast): boolean {
  if (!a.action || !b.action) return a.action !== undefined;
  return (a.dueAt ?? '~') < (b.dueAt ?? '~');
}

function saidOf(
  { action, dueAt, mode, reason, detail }: Forecast,
  words: string,
  nextLookAt: string | undefined,
) {
  return {
    ...(action && { next: action, mode }),
    ...(action && nextLookAt !== undefined && { nextLookAt }),
    ...(dueAt !== undefined && { at: dueAt }),
    reason,
    why: detail ?? words,
  };
}
