import { readPolicy } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { ReconnectWindows } from '../cleanup/reconnect-windows.ts';
import type { StreamKeySummary } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import { errorName } from '../platform/errors.ts';
import { foreignToken } from '../platform/page-tokens.ts';
import { isTagged } from '../reconcile/channels/missing-marks.ts';
import { consentToRotate } from '../rotation/decide.ts';
import { type CleanupState, cleanupState } from './cleanup-state.ts';
import { type InspectDeps, recordingWindowOf } from './inspect-channel.ts';
import { type ListedChannel, type PlannedChannel, planChannel } from './planned-channel.ts';
import type { ExplainSettings } from './settings.ts';

export interface PlanAnswer {
  channels: PlannedChannel[];
  /** Request the next page with it; absent on the last page. */
  nextToken?: string;
}

/**
 * Lists what happens next to each channel, up to 100 channels a page.
 *
 * A page needs one ListChannels request, the list of live streams, one request for each recording
 * configuration, and up to 30 for the keys of channels of which no key is recorded. The rest comes from
 * the table: the key that was last recorded, and the ends that are known. `inspectChannel` asks IVS for
 * these too.
 *
 * @throws InputError that names `nextToken` if IVS refuses it
 */
export async function planPage(
  nextToken: string | undefined,
  deps: InspectDeps,
  settings: ExplainSettings,
): Promise<PlanAnswer> {
  const { ivs, clock } = deps;
  const page = await listPage(nextToken, deps);
  const live = await liveChannels(deps);
  const listed = page.items.flatMap(({ arn, ...rest }) => (arn ? [{ ...rest, arn }] : []));
  const records = await recordsOf(listed, deps);
  const windows = new ReconnectWindows(ivs);
  const unrecorded = new UnrecordedKeys(deps);
  const state = await cleanupState(deps, clock.now());
  const channels: PlannedChannel[] = [];
  for (const channel of listed) {
    const record = records.get(channel.arn) ?? { channelArn: channel.arn };
    const keys = await unrecorded.keysOf(channel, record);
    const observed = { ...(await observe(channel, live, windows, deps)), ...(keys && { keys }) };
    const planned = await planChannel(channel, record, observed, deps, settings);
    channels.push({ ...planned, ...delayOf(planned, state, clock.now()) });
  }
  return { channels, ...(page.nextToken !== undefined && { nextToken: page.nextToken }) };
}

/** IVS is asked for the keys of so many channels of a page, because an explanation takes 1 s for each. */
const MAX_KEY_REQUESTS = 30;

/** The keys of channels that the rotation has not checked yet. Some of them may have no key. */
class UnrecordedKeys {
  readonly #deps: Pick<InspectDeps, 'ivs' | 'tagKeys'>;
  #requestsLeft = MAX_KEY_REQUESTS;

  constructor(deps: Pick<InspectDeps, 'ivs' | 'tagKeys'>) {
    this.#deps = deps;
  }

  /** @returns undefined if the record has the key, the key stays as it is, or too many were asked for */
  async keysOf(
    { arn, tags }: ListedChannel,
    record: ChannelRecord,
  ): Promise<StreamKeySummary[] | undefined> {
    const { ivs, tagKeys } = this.#deps;
    const isRotated = consentToRotate(readPolicy(tags, tagKeys)).do === 'proceed';
    if (record.key || !isRotated || this.#requestsLeft === 0) return undefined;
    this.#requestsLeft--;
    return ivs.listStreamKeys(arn);
  }
}

async function listPage(nextToken: string | undefined, { ivs }: InspectDeps) {
  try {
    return await ivs.listChannels(nextToken);
  } catch (error) {
    if (nextToken === undefined || errorName(error) !== 'ValidationException') throw error;
    throw foreignToken(nextToken);
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

/** Reads only the records of tagged channels: nothing happens to the others. */
async function recordsOf(
  listed: readonly ListedChannel[],
  { channels, tagKeys }: InspectDeps,
): Promise<Map<string, ChannelRecord>> {
  const tagged = listed
    .filter(({ tags }) => isTagged(readPolicy(tags, tagKeys)))
    .map(({ arn }) => arn);
  const records = tagged.length > 0 ? await channels.get(tagged) : [];
  return new Map(records.map((record) => [record.channelArn, record]));
}

async function observe(
  channel: ListedChannel,
  live: ReadonlySet<string>,
  windows: ReconnectWindows,
  { tagKeys }: InspectDeps,
) {
  const isRelevant = isTagged(readPolicy(channel.tags, tagKeys));
  const recordingWindow = isRelevant ? await recordingWindowOf(channel, windows) : undefined;
  return {
    live: live.has(channel.arn),
    ...(recordingWindow !== undefined && { recordingWindow }),
  };
}

function delayOf(
  planned: PlannedChannel,
  { stop, unmarked }: CleanupState,
  now: number,
): Pick<PlannedChannel, 'stopped' | 'waitsForSurvey'> {
  if (!isDeletionDue(planned, now)) return {};
  if (stop) return { stopped: true };
  return unmarked > 0 ? { waitsForSurvey: true } : {};
}

/** Whether cleanup would delete the channel now if it had not stopped itself. */
function isDeletionDue({ next, mode, at = '~' }: PlannedChannel, now: number): boolean {
  return next === 'delete-channel' && mode === 'apply' && at <= isoTime(now);
}
