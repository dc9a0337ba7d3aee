import type { IvsApi, StreamSummary } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import type { Facts as SessionFacts } from '../../sessions/facts.ts';
import type { SessionStore } from '../../sessions/store.ts';
import type { LiveStream } from '../facts.ts';

/** The events of so many streams are read, and so many of each. */
const STREAMS = 10;
const EVENTS = 50;

interface StreamDeps {
  ivs: Pick<IvsApi, 'listStreams'>;
  sessions: Pick<SessionStore, 'get' | 'listEvents'>;
}

/** The first 100 live streams, with what the table has of them. */
export async function liveStreams({ ivs, sessions }: StreamDeps): Promise<LiveStream[]> {
  const { items } = await ivs.listStreams();
  const ids = items.flatMap(({ channelArn, streamId }) =>
    channelArn && streamId ? [{ channelArn, streamId }] : [],
  );
  const summaries = ids.length > 0 ? await sessions.get(ids) : [];
  return Promise.all(
    ids.map(async (id, index) => {
      const summary = summaries.find(({ streamId }) => streamId === id.streamId);
      const lastEvents = index < STREAMS && summary ? await lastEventsOf(id, sessions) : {};
      const since = sinceOf(items.find(({ streamId }) => streamId === id.streamId));
      return {
        ...{ ...id, recorded: recordedAs(summary), lastEvents },
        ...(since !== undefined && { since }),
      };
    }),
  );
}

const sinceOf = (stream: StreamSummary | undefined): string | undefined =>
  stream?.startTime && isoTime(stream.startTime.getTime());

function recordedAs(summary: SessionFacts | undefined): LiveStream['recorded'] {
  const facts = [summary?.created, summary?.started].flatMap((fact) => fact ?? []);
  if (facts.length === 0) return 'no';
  return facts.every(({ repaired }) => repaired) ? 'repair' : 'event';
}

async function lastEventsOf(
  id: { channelArn: string; streamId: string },
  sessions: StreamDeps['sessions'],
): Promise<Record<string, string>> {
  const { events } = await sessions.listEvents(id, EVENTS, undefined, { newestFirst: true });
  const last: Record<string, string> = {};
  for (const { detailType, time } of events) last[detailType] ??= time;
  return last;
}
