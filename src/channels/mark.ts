import { type AccountRegion, acceptEvent } from '../ivs/accept.ts';
import { type IvsEvent, parseIvsEvent } from '../ivs/events.ts';
import { InputError } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import type { ChannelStore } from './store.ts';

/**
 * What an event says of its stream. Stream Failure is neither: the encoder may still be connected,
 * and the session's end follows by its own event (or is found by the survey, if that is lost).
 */
const MEANING: Record<string, 'lastStart' | 'lastEnd'> = {
  'Session Created': 'lastStart',
  'Stream Start': 'lastStart',
  'Session Ended': 'lastEnd',
  'Stream End': 'lastEnd',
};

export interface MarkDeps extends Observability {
  channels: Pick<ChannelStore, 'addEvidence'>;
  /** Where this function runs: channels of other regions and accounts are not ours to touch. */
  accountRegion: AccountRegion;
}

export type MarkAnswer =
  /** `marked`: an end, so the passes will look at the channel. `news`: it was not known already. */
  | { marked: boolean; evidence: 'start' | 'end'; news: boolean }
  /** Nothing to do: another kind of event. */
  | { marked: false; ignored: string }
  /** Bad input: it can never succeed. */
  | { marked: false; field: string; message: string };

/**
 * Notes the start or the end of a stream on the channel's record, by one conditional write. Any
 * order, delay and duplication of the same events leaves the same record. Never calls IVS.
 *
 * @throws what the table throws: Lambda then delivers the event again
 */
export async function markChannel(raw: unknown, deps: MarkDeps): Promise<MarkAnswer> {
  try {
    const parsed = parseIvsEvent(raw);
    if (parsed.kind === 'foreign') return ignored(parsed.detailType, deps);
    return await note(parsed.event, deps);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { field, message } = error;
    deps.log.warn('event can not be read', { field, reason: message });
    deps.metrics.add('BadInput');
    return { marked: false, field, message };
  }
}

async function note(event: IvsEvent, deps: MarkDeps): Promise<MarkAnswer> {
  const { detailType, name, time: at } = event;
  const states = detailType === 'IVS Stream State Change' && Object.hasOwn(MEANING, name);
  const kind = states ? MEANING[name] : undefined;
  if (!kind) return ignored(name, deps);
  const { channelArn, streamId } = acceptStreamEvent(event, deps.accountRegion);
  const news = await deps.channels.addEvidence(channelArn, kind, { at, streamId });
  const evidence = kind === 'lastStart' ? 'start' : 'end';
  deps.log.debug('noted', { channelArn, streamId, name, time: at, news });
  return { marked: evidence === 'end', evidence, news };
}

function ignored(name: string, { log, metrics }: MarkDeps): MarkAnswer {
  log.info('event ignored', { name });
  metrics.add('EventIgnored');
  return { marked: false, ignored: name };
}

/** @throws InputError for what can't be a stream of ours */
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
