import { parseArn } from '../../ivs/arn.ts';
import { quote } from '../../platform/errors.ts';
import { ControlError } from '../errors.ts';
import { newChannel } from '../operations/channels/create-channel.ts';
import { newStreamKey } from '../operations/stream-keys/stream-key.ts';
import type { SimulatedService } from '../simulated-service.ts';
import type { Channel } from '../state/resources.ts';
import { knownTracks, NO_TRACKS } from '../streams/ingest.ts';
import { LifecycleTimers } from '../streams/lifecycle-timers.ts';
import type { SessionPhase, StreamSession } from '../streams/stream-session.ts';
import type { PlantedChannel, PlantedEvent, PlantedSession } from '../types/planted.ts';

// Puts channels and stream sessions into the account as they were at another time, without events. So
// requests see the history that was planted.

/**
 * Creates the channel with this ARN, with one stream key, or changes the members that are given.
 *
 * @throws ControlError 400 for an ARN that is no channel of this account and region
 */
export function plantChannel(service: SimulatedService, planted: PlantedChannel): void {
  requireOwnChannel(service, planted.arn);
  const { channels } = service.resources;
  const { arn, ...given } = planted;
  const known = channels.get(arn);
  channels.set(arn, known ? { ...known, ...given } : newChannel(planted, service, arn));
  if (!known) newStreamKey(service, arn);
}

function requireOwnChannel({ settings }: SimulatedService, arn: string): void {
  const { account, region, type } = parseArn(arn) ?? {};
  if (type === 'channel' && account === settings.account && region === settings.region) return;
  const expected = `the ARN of a channel of account ${settings.account} in ${settings.region}`;
  throw new ControlError(400, `arn: expected ${expected}, received ${quote(arn)}`);
}

/**
 * Adds the session, or replaces the one with its stream id.
 *
 * @throws ControlError 400 for times in a wrong order, 404 without the channel, 409 while another session of
 *   the channel is active, or if the channel has a later session
 */
export function plantSession(service: SimulatedService, planted: PlantedSession): StreamSession {
  requireOrder(planted);
  const { resources, sessions, now } = service;
  const { channelArn, streamId } = planted;
  const known = sessions.ofChannel(channelArn, now()).find((one) => one.streamId === streamId);
  const channel = resources.channels.get(channelArn) ?? known?.channel;
  if (!channel) throw new ControlError(404, `channelArn: the channel ${channelArn} does not exist`);
  if (!known || planted.endedAt === undefined) requireNoOtherActive(service, planted);
  if (!known) requireNewest(service, planted);
  known?.lifecycle.cancelAll();
  const session = sessions.put(sessionOf(planted, channel, service), known);
  const { playback } = service;
  if (session.phase === 'ended') playback.streamEnded(channelArn);
  else if (!known) playback.encoderConnected(channelArn);
  return session;
}

/** Times in the order in which they happen. `disconnectedAt` is not among them: events may be late by a second. */
const TIMES = ['createdAt', 'startedAt', 'endedAt'] as const;

function requireOrder(planted: PlantedSession): void {
  let [before, earliest]: [string, number] = ['createdAt', 0];
  for (const name of TIMES) {
    const at = planted[name];
    if (at === undefined) continue;
    if (at < earliest)
      throw new ControlError(400, `${name}: expected a time from ${before} on, received ${at}`);
    [before, earliest] = [name, at];
  }
}

function requireNoOtherActive(
  { sessions }: SimulatedService,
  { channelArn, streamId }: PlantedSession,
): void {
  const active = sessions.activeOf(channelArn);
  if (!active || active.streamId === streamId) return;
  throw new ControlError(409, `streamId: the stream ${active.streamId} of the channel is active`);
}

function requireNewest({ sessions, now }: SimulatedService, planted: PlantedSession): void {
  const { channelArn, createdAt } = planted;
  const [newest] = sessions.ofChannel(channelArn, now());
  if (newest && newest.createdAt > createdAt) {
    const later = `the channel has a later session, ${newest.streamId}: plant the oldest first`;
    throw new ControlError(409, `createdAt: ${later}`);
  }
}

function sessionOf(
  planted: PlantedSession,
  channel: Channel,
  { resources, timers }: SimulatedService,
): Omit<StreamSession, 'sequence'> {
  const { ingest, events = [], hasErrorEvent, ...times } = planted;
  const [streamKey] = resources.streamKeys.ofChannel(channel.arn);
  return {
    ...times,
    ...{ phase: phaseOf(planted), health: healthOf(planted), channel },
    tracks: ingest ? knownTracks(ingest) : NO_TRACKS,
    encoder: { streamKey: streamKey?.value ?? '', priority: 0, sendsMedia: false },
    takeovers: 0,
    events: events.map((event) => ({ ...event })),
    hasErrorEvent: hasErrorEvent ?? events.some(isError),
    hasUnknownViewers: true,
    lifecycle: new LifecycleTimers(timers),
  };
}

function phaseOf({ startedAt, disconnectedAt, endedAt }: PlantedSession): SessionPhase {
  if (endedAt !== undefined) return 'ended';
  if (startedAt === undefined) return 'connecting';
  return disconnectedAt === undefined ? 'live' : 'ending';
}

/** The last change of health counts. */
function healthOf({ events = [] }: PlantedSession): StreamSession['health'] {
  const last = events.findLast(({ type }) => type === 'IVS Stream Health Change');
  return last?.name === 'Starvation Start' ? 'STARVING' : 'HEALTHY';
}

const isError = ({ name, type, code }: PlantedEvent): boolean =>
  name === 'Stream Failure' || type === 'IVS Limit Breach' || (name === 'Session Ended' && !!code);
