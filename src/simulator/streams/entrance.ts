import { ControlError } from '../errors.ts';
import type { Channel } from '../state/resources.ts';
import type { State } from '../state/state.ts';
import type { Delays, EncoderRequest } from '../types.ts';
import type { Announcer } from './announcer.ts';
import type { StreamSession } from './session.ts';
import type { Sessions } from './sessions.ts';
import { admitTakeover } from './takeover.ts';

interface Parts {
  now: () => number;
  delays: Delays;
  state: State;
  sessions: Sessions;
  announcer: Announcer;
  concurrentStreams: () => number;
}

/** Says who may come in. */
export class Entrance {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /**
   * @returns the channel that the key opens, and the stream that it has
   * @throws ControlError 403 for a key that is not valid, 409 while another encoder is connected
   */
  admit(request: EncoderRequest): { channel: Channel; current?: StreamSession } {
    const { state, sessions, announcer } = this.parts;
    const key = state.streamKeys.ofValue(request.streamKey);
    const channel = key && state.channels.get(key.channelArn);
    if (!channel) throw new ControlError(403, 'streamKey: not the value of a valid stream key');
    const current = sessions.activeOf(channel.arn);
    if (!current) return { channel };
    if (current.leftAt === undefined) admitTakeover(current, request, announcer);
    else this.awaitReconnect(current.leftAt);
    return { channel, current };
  }

  /**
   * @param leaving the stream that will make room for the new one
   * @throws ControlError 409 if there are too many streams
   */
  checkConcurrency(leaving?: StreamSession): void {
    const { sessions, announcer, concurrentStreams } = this.parts;
    const value = concurrentStreams();
    const others = sessions.activeCount - (leaving ? 1 : 0);
    if (others < value) return;
    const exceededBy = others + 1 - value;
    announcer.accountLimit('Concurrent Broadcasts', { value, exceededBy, unit: 'active streams' });
    throw new ControlError(409, `the quota of concurrent streams (${value}) has been reached`);
  }

  private awaitReconnect(leftAt: number): void {
    const free = leftAt + this.parts.delays.reconnectMs;
    if (this.parts.now() < free) throw new ControlError(409, 'the last stream is still ending');
  }
}
