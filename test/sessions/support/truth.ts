import { isoTime } from '../../../src/platform/clock.ts';
import type { SessionState as ViewState } from '../../../src/sessions/view.ts';
import type { SessionState } from '../../../src/simulator/index.ts';

/** A session according to the simulator. */
export interface TrueSession {
  channelArn: string;
  streamId: string;
  state: ViewState;
  createdAt?: string | undefined;
  startedAt?: string | undefined;
  endedAt?: string | undefined;
  ingestEndedAt?: string | undefined;
  failedAt?: string | undefined;
  starvations: number;
  takeovers: number;
  recordings: number;
}

/** Sessions of the simulator (`sessions()`, GET /_sim/sessions), sorted by stream id; without our code. */
export function truthOf(sessions: readonly SessionState[]): TrueSession[] {
  return sessions.map(trueSession).sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
}

function trueSession({ channelArn, streamId, events }: SessionState): TrueSession {
  const all = (name: string) => events.filter((event) => event.name === name);
  // Times of IVS are whole seconds.
  const at = (name: string) => {
    const [event] = all(name);
    return event && isoTime(Math.floor(event.at / 1_000) * 1_000);
  };
  const times = {
    createdAt: at('Session Created'),
    startedAt: at('Stream Start'),
    endedAt: at('Stream End'),
    ingestEndedAt: at('Session Ended'),
    failedAt: at('Stream Failure'),
  };
  return {
    ...{ channelArn, streamId, state: stateOf(times), ...times },
    starvations: all('Starvation Start').length,
    takeovers: all('Stream Takeover').length + all('Stream Takeover Failure').length,
    // A recording does not end within a stream. Its start or its end may be in another session.
    recordings: all('Recording Start').length + all('Recording End').length > 0 ? 1 : 0,
  };
}

function stateOf(times: Partial<TrueSession>): ViewState {
  if (times.failedAt) return 'failed';
  if (times.endedAt || times.ingestEndedAt) return times.startedAt ? 'ended' : 'failed';
  return times.startedAt ? 'live' : 'created';
}
