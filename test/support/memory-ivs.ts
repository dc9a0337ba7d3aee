import type { IvsApi, StreamSession } from '../../src/ivs/api.ts';
import type { DetailType } from '../../src/ivs/events.ts';

/** A stream session as IVS would know it; times are ISO 8601. */
export interface WorldSession {
  channelArn: string;
  streamId: string;
  channelName?: string;
  /** State changes by name, in order: `['Session Created', '2026-…']`; others with their detail-type. */
  events: [name: string, at: string, detailType?: DetailType][];
  /** Absent while it is not over. */
  endTime?: string;
}

type Reads = Pick<IvsApi, 'listStreams' | 'getStream' | 'getStreamSession'>;

const PAGE = 100;

/** The part of IVS that tells of streams, in memory; counts its requests. */
export function memoryIvs(world: WorldSession[]) {
  const requests: string[] = [];
  const liveOnes = () => world.filter((one) => startOf(one) && !one.endTime);
  const ivs: Reads = {
    async listStreams(nextToken = '0') {
      requests.push('ListStreams');
      const from = Number(nextToken);
      const live = liveOnes();
      const items = live.slice(from, from + PAGE).map(streamOf);
      return { items, ...(from + PAGE < live.length && { nextToken: String(from + PAGE) }) };
    },
    async getStream(channelArn) {
      requests.push('GetStream');
      const live = liveOnes().find((one) => one.channelArn === channelArn);
      return live && streamOf(live);
    },
    async getStreamSession(channelArn, streamId) {
      requests.push('GetStreamSession');
      const found = world.find((one) => one.channelArn === channelArn && one.streamId === streamId);
      return found && sessionOf(found);
    },
  };
  return { ...ivs, requests };
}

const startOf = ({ events }: WorldSession) => events.find(([name]) => name === 'Stream Start')?.[1];

function streamOf(one: WorldSession) {
  const { channelArn, streamId } = one;
  return { channelArn, streamId, startTime: new Date(String(startOf(one))) };
}

function sessionOf(one: WorldSession): StreamSession {
  const { channelArn: arn, streamId, channelName: name, events, endTime } = one;
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
