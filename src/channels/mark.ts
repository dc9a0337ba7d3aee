import { type AccountRegion, acceptEvent } from '../ivs/accept.ts';
import { type IvsEvent, parseIvsEvent } from '../ivs/events.ts';
import { InputError } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import type { ChannelStore } from './store.ts';

/**
 * What an event of this name says about its stream. Stream Failure is neither a start nor an end: the
 * encoder may still be connected. The end of the session has an event of its own; if that event is
 * lost, the survey finds the end.
 */
const EVIDENCE_KIND: Record<string, 'lastStart' | 'lastEnd'> = {
  'Session Created': 'lastStart',
  'Stream Start': 'lastStart',
  'Session Ended': 'lastEnd',
  'Stream End': 'lastEnd',
};

export interface MarkDeps extends Observability {
  channels: Pick<ChannelStore, 'addEvidence'>;
  /** The account and region of this function. Events of other ones are refused. */
  accountRegion: AccountRegion;
  /** Called for each start of a stream, also for one that is known, when it is recorded. */
  onStart?(channelArn: string): Promise<void>;
}

export type MarkAnswer =
  /** `marked`: the event is an end, so the passes will check the channel. `news`: it was not known yet. */
  | { marked: boolean; evidence: 'start' | 'end'; news: boolean }
  /** Nothing to do: the event is neither a start nor an end. */
  | { marked: false; ignored: string }
  /** The event is invalid. A second delivery would be refused too. */
  | { marked: false; field: string; message: string };

/**
 * Records the start or the end of a stream in the channel's record, with one conditional write. The
 * same events leave the same record, in any order and however often they arrive. Never calls IVS.
 *
 * @param raw an IVS event as EventBridge delivers it
 * @throws DynamoDB's errors, so that Lambda delivers the event again
 */
export async function markChannel(raw: unknown, deps: MarkDeps): Promise<MarkAnswer> {
  try {
    const parsed = parseIvsEvent(raw);
    if (parsed.kind === 'foreign') return ignore(parsed.detailType, deps);
    return await recordEvidence(parsed.event, deps);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { field, message } = error;
    deps.log.warn('the event is invalid', { field, reason: message });
    deps.metrics.add('BadInput');
    return { marked: false, field, message };
  }
}

async function recordEvidence(event: IvsEvent, deps: MarkDeps): Promise<MarkAnswer> {
  const { name, time: at } = event;
  const kind = evidenceKindOf(event);
  if (!kind) return ignore(name, deps);
  const { channelArn, streamId } = acceptStreamEvent(event, deps.accountRegion);
  const news = await deps.channels.addEvidence(channelArn, kind, { at, streamId });
  if (name === 'Stream Start') await deps.onStart?.(channelArn);
  const evidence = kind === 'lastStart' ? 'start' : 'end';
  deps.log.debug('event recorded', { channelArn, streamId, name, time: at, news });
  return { marked: evidence === 'end', evidence, news };
}

function evidenceKindOf({ detailType, name }: IvsEvent): 'lastStart' | 'lastEnd' | undefined {
  const isStateChange = detailType === 'IVS Stream State Change';
  return isStateChange && Object.hasOwn(EVIDENCE_KIND, name) ? EVIDENCE_KIND[name] : undefined;
}

function ignore(name: string, { log, metrics }: MarkDeps): MarkAnswer {
  log.info('event ignored', { name });
  metrics.add('EventIgnored');
  return { marked: false, ignored: name };
}

/** @throws InputError if the event is not about a stream of this account and region */
function acceptStreamEvent(
  event: IvsEvent,
  accountRegion: AccountRegion,
): { channelArn: string; streamId: string } {
  acceptEvent(event, accountRegion, true);
  const { channelArn, streamId } = event;
  if (channelArn === undefined || streamId === undefined) {
    throw new InputError('event', 'a channel and a stream', { channelArn, streamId });
  }
  return { channelArn, streamId };
}
