import { ControlError } from '../errors.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import type { Channel } from '../state/resources.ts';
import type { EncoderRequest } from '../types/encoders.ts';
import type { Delays } from '../types/options.ts';
import type { EventPublisher } from './event-publisher.ts';
import type { StreamSession } from './stream-session.ts';
import type { StreamSessions } from './stream-sessions.ts';
import { requireTakeover } from './takeover.ts';

interface AdmissionDependencies {
  now: () => number;
  delays: Delays;
  resources: ResourceStore;
  sessions: StreamSessions;
  publisher: EventPublisher;
  concurrentStreams: () => number;
  takeoversPerStream: () => number;
}

/** Decides which encoders may connect. */
export class Admission {
  readonly #dependencies: AdmissionDependencies;

  constructor(dependencies: AdmissionDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * @returns the channel of the stream key, and its session that has not ended
   * @throws ControlError 403 for an invalid stream key, 409 while another encoder is connected or the last
   *   stream is still ending
   */
  admit(request: EncoderRequest): { channel: Channel; current?: StreamSession } {
    const { resources, sessions, publisher, takeoversPerStream } = this.#dependencies;
    const key = resources.streamKeys.ofValue(request.streamKey);
    const channel = key && resources.channels.get(key.channelArn);
    if (!channel) throw new ControlError(403, 'streamKey: not the value of a valid stream key');
    const current = sessions.activeOf(channel.arn);
    if (!current) return { channel };
    if (current.disconnectedAt === undefined)
      requireTakeover(current, request, { publisher, limit: takeoversPerStream() });
    else this.#requireReconnectDelay(current.disconnectedAt);
    return { channel, current };
  }

  /**
   * @param ending a session that ends before the new one begins, so that it does not count
   * @throws ControlError 409 over the quota of concurrent streams; the event IVS Limit Breach comes first
   */
  requireStreamQuota(ending?: StreamSession): void {
    const { sessions, publisher, concurrentStreams } = this.#dependencies;
    const value = concurrentStreams();
    const others = sessions.activeCount - (ending ? 1 : 0);
    if (others < value) return;
    const exceededBy = others + 1 - value;
    publisher.accountLimitBreach('Concurrent Broadcasts', {
      value,
      exceededBy,
      unit: 'active streams',
    });
    throw new ControlError(409, `the quota of concurrent streams (${value}) has been reached`);
  }

  #requireReconnectDelay(disconnectedAt: number): void {
    const { now, delays } = this.#dependencies;
    if (now() >= disconnectedAt + delays.reconnectMs) return;
    throw new ControlError(409, 'the last stream is still ending');
  }
}
