import type { SimulatedService } from '../simulated-service.ts';
import { isEncoderConnected, isLive, type StreamSession } from '../streams/stream-session.ts';
import type {
  ChannelState,
  EncoderState,
  SessionQuery,
  SessionState,
  StateQuery,
} from '../types/state.ts';
import type { Channel } from './resources.ts';

// What the account holds, in copies that a caller may keep and change.

/** @returns the channels that exist, in the order in which they were created */
export function channelStates(
  { resources }: SimulatedService,
  { channelArn }: StateQuery = {},
): ChannelState[] {
  const { channels, streamKeys } = resources;
  const found = channelArn === undefined ? [...channels.values()] : [channels.get(channelArn)];
  return found.flatMap((channel?: Channel) => {
    if (!channel) return [];
    const { arn, name, tags, recordingConfigurationArn } = channel;
    const keys = streamKeys
      .ofChannel(arn)
      .map((key) => ({ arn: key.arn, value: key.value, tags: { ...key.tags } }));
    return [{ arn, name, tags: { ...tags }, recordingConfigurationArn, streamKeys: keys }];
  });
}

/** @returns the sessions that are retained, newest first, also of deleted channels */
export function sessionStates(
  { sessions, now }: SimulatedService,
  { channelArn, limit }: SessionQuery = {},
): SessionState[] {
  const found =
    channelArn === undefined ? sessions.all(now()) : sessions.ofChannel(channelArn, now());
  return found.slice(0, limit).map(sessionState);
}

/** @returns the streams whose encoder is connected, in the order in which they began */
export function encoderStates({ sessions, viewers, now }: SimulatedService): EncoderState[] {
  return [...sessions.allActive()].filter(isEncoderConnected).map((session) => ({
    channelArn: session.channelArn,
    streamId: session.streamId,
    live: isLive(session),
    starving: session.health === 'STARVING',
    viewers: viewers.present(session.channelArn, now()),
  }));
}

/** @returns a session in the form of `sessions` */
export function sessionState(session: StreamSession): SessionState {
  const { channelArn, streamId, createdAt, startedAt, disconnectedAt, endedAt } = session;
  return {
    ...{ channelArn, streamId, createdAt },
    ...(startedAt !== undefined && { startedAt }),
    ...(disconnectedAt !== undefined && { disconnectedAt }),
    ...(endedAt !== undefined && { endedAt }),
    live: isLive(session),
    hasErrorEvent: session.hasErrorEvent,
    events: session.events.map((event) => ({ ...event })),
  };
}
