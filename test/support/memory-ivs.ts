import type { IvsApi, StreamSession } from '../../src/ivs/api.ts';
import type { DetailType } from '../../src/ivs/events.ts';

/** A stream session in IVS; times are ISO 8601. */
export interface WorldSession {
  channelArn: string;
  streamId: string;
  channelName?: string;
  /** State changes, in order: `['Session Created', '2026-…']`; other events with their detail-type. */
  events: [name: string, at: string, detailType?: DetailType][];
  /** Absent until the session ends. */
  endTime?: string;
}

type StreamReads = Pick<IvsApi, 'listStreams' | 'getStream' | 'getStreamSession'>;

const PAGE_SIZE = 100;

/** The requests of IVS that read streams, in memory. It records the names of its requests. */
export function memoryIvs(world: WorldSession[]) {
  const requests: string[] = [];
  const liveSessions = () => world.filter((session) => startOf(session) && !session.endTime);
  const ivs: StreamReads = {
    async listStreams(nextToken = '0') {
      requests.push('ListStreams');
      const from = Number(nextToken);
      const live = liveSessions();
      const items = live.slice(from, from + PAGE_SIZE).map(streamOf);
      return {
        items,
        ...(from + PAGE_SIZE < live.length && { nextToken: String(from + PAGE_SIZE) }),
      };
    },
    async getStream(channelArn) {
      requests.push('GetStream');
      const live = liveSessions().find((session) => session.channelArn === channelArn);
      return live && streamOf(live);
    },
    async getStreamSession(channelArn, streamId) {
      requests.push('GetStreamSession');
      const found = world.find(
        (session) => session.channelArn === channelArn && session.streamId === streamId,
      );
      return found && sessionOf(found);
    },
  };
  return { ...ivs, requests };
}

const startOf = ({ events }: WorldSession) => events.find(([name]) => name === 'Stream Start')?.[1];

function streamOf(session: WorldSession) {
  const { channelArn, streamId } = session;
  return { channelArn, streamId, startTime: new Date(String(startOf(session))) };
}

function sessionOf(session: WorldSession): StreamSession {
  const { channelArn: arn, streamId, channelName: name, events, endTime } = session;
  return {
    streamId,
    startTime: new Date(String(events[0]?.[1])),
    ...(endTime && { endTime: new Date(endTime) }),
    channel: { arn, ...(name && { name }) },
    truncatedEvents: events
      .map(([event, at, type = 'IVS Stream State Change']) => ({
        ...{ name: event, type },
        eventTime: new Date(at),
      }))
      .reverse(),
  };
}
