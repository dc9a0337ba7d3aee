import type { SessionState } from '../../../src/sessions/view.ts';
import type { Simulator } from '../../../src/simulator/index.ts';

/** A session according to the simulator. */
export interface TrueSession {
  channelArn: string;
  streamId: string;
  state: SessionState;
  createdAt?: string | undefined;
  startedAt?: string | undefined;
  endedAt?: string | undefined;
  ingestEndedAt?: string | undefined;
  failedAt?: string | undefined;
  starvations: number;
  takeovers: number;
}

interface StreamSessionAnswer {
  streamId: string;
  truncatedEvents: { name: string; eventTime: string }[];
}

/**
 * All sessions of these channels, sorted by stream id; directly from the simulator, without our
 * code.
 */
export async function truthOf(
  { call }: Pick<Simulator, 'call'>,
  channels: { arn: string }[],
): Promise<TrueSession[]> {
  const found: TrueSession[] = [];
  for (const { arn: channelArn } of channels) {
    const { streamSessions } = await call<{ streamSessions: StreamSessionAnswer[] }>(
      'ListStreamSessions',
      {
        channelArn,
        maxResults: 100,
      },
    );
    for (const { streamId } of streamSessions) {
      const input = { channelArn, streamId };
      const { streamSession } = await call<{ streamSession: StreamSessionAnswer }>(
        'GetStreamSession',
        input,
      );
      found.push(sessionOf(channelArn, streamSession));
    }
  }
  return found.sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
}

function sessionOf(
  channelArn: string,
  { streamId, truncatedEvents }: StreamSessionAnswer,
): TrueSession {
  const all = (name: string) => truncatedEvents.filter((event) => event.name === name);
  const at = (name: string) => {
    const [event] = all(name);
    return event && new Date(event.eventTime).toISOString();
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
  };
}

function stateOf(times: Partial<TrueSession>): SessionState {
  if (times.failedAt) return 'failed';
  if (times.endedAt || times.ingestEndedAt) return times.startedAt ? 'ended' : 'failed';
  return times.startedAt ? 'live' : 'created';
}
