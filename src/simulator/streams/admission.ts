import { ControlError } from '../errors.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import type { Channel } from '../state/resources.ts';
import type { Delays, EncoderRequest } from '../types.ts';
import type { EventPublisher } from './event-publisher.ts';
import type { StreamSession } from './stream-session.ts';
import type { StreamSessions } from './stream-sessions.ts';
import { admitTakeover } from './takeover.ts';

interface AdmissionDependencies {
  now: () => number;
  delays: Delays;
  resources: ResourceStore;
  sessions: StreamSessions;
  publisher: EventPublisher;
  concurrentStreams: () => number;
}

/** Says who may come in. */
export class Admission {
  readonly #dependencies: AdmissionDependencies;

  constructor(parts: AdmissionDependencies) {
    this.#dependencies = parts;
  }

  /**
   * @returns the channel that the key opens, and the stream that it has
   * @throws ControlError 403 for a key that is not valid, 409 while another encoder is connected
   */
  admit(request: EncoderRequest): { channel: Channel; current?: StreamSession } {
    const { resources, sessions, publisher } = this.#dependencies;
    const key = resources.streamKeys.ofValue(request.streamKey);
    const channel = key && resources.channels.get(key.channelArn);
    if (!channel) throw new ControlError(403, 'streamKey: not the value of a valid stream key');
    const current = sessions.activeOf(channel.arn);
    if (!current) return { channel };
    if (current.leftAt === undefined) admitTakeover(current, request, publisher);
    else this.#requireReconnectDelay(current.leftAt);
    return { channel, current };
  }

  /**
   * @param leaving the stream that will make room for the new one
   * @throws ControlError 409 if there are too many streams
   */
  checkConcurrency(leaving?: StreamSession): void {
    const { sessions, publisher, concurrentStreams } = this.#dependencies;
    const value = concurrentStreams();
    const others = sessions.activeCount - (leaving ? 1 : 0);
    if (others < value) return;
    const exceededBy = others + 1 - value;
    publisher.accountLimitBreach('Concurrent Broadcasts', {
      value,
      exceededBy,
      unit: 'active streams',
    });
    throw new ControlError(409, `the quota of concurrent streams (${value}) has been reached`);
  }

  #requireReconnectDelay(leftAt: number): void {
    const free = leftAt + this.#dependencies.delays.reconnectMs;
    if (this.#dependencies.now() < free)
      throw new ControlError(409, 'the last stream is still ending');
  }
}
