import type { IvsApi, Page, StreamSession } from '../../src/ivs/api.ts';
import type { Simulator } from '../../src/simulator/index.ts';

type Reads = Pick<
  IvsApi,
  | 'batchGetChannels'
  | 'getStream'
  | 'getStreamSession'
  | 'listChannels'
  | 'listStreams'
  | 'listStreamSessions'
> & { waitForQuotaWindow(): Promise<void> };

type Answer = Record<string, unknown> & { nextToken?: string };

/** What reconcile asks of IVS, answered by a simulator in this process: no HTTP, no pace. */
export function simulatedIvs({ call }: Pick<Simulator, 'call'>): Reads {
  const ask = async (operation: string, input: object = {}) =>
    dated(await call<Answer>(operation, input)) as Answer;
  const page = async <T>(operation: string, input: object, member: string): Promise<Page<T>> => {
    const { nextToken, [member]: items = [] } = await ask(operation, { ...input, maxResults: 100 });
    return { items: items as T[], ...(nextToken && { nextToken }) };
  };
  return {
    batchGetChannels: async (arns) => (await ask('BatchGetChannel', { arns })).channels as [],
    listChannels: (nextToken) => page('ListChannels', { nextToken }, 'channels'),
    listStreams: (nextToken) => page('ListStreams', { nextToken }, 'streams'),
    listStreamSessions: (channelArn, nextToken) =>
      orElse(
        { items: [] },
        page('ListStreamSessions', { channelArn, nextToken }, 'streamSessions'),
      ),
    getStream: async (channelArn) =>
      orElse(
        undefined,
        ask('GetStream', { channelArn }).then(({ stream }) => stream as object),
      ),
    getStreamSession: (channelArn, streamId) =>
      orElse(
        undefined,
        ask('GetStreamSession', { channelArn, streamId }).then(
          ({ streamSession }) => streamSession as StreamSession,
        ),
      ),
    waitForQuotaWindow: async () => undefined,
  };
}

const ABSENT = new Set(['ResourceNotFoundException', 'ChannelNotBroadcasting']);

async function orElse<T>(absent: T, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && ABSENT.has(error.name)) return absent;
    throw error;
  }
}

/** Times as the SDK gives them. */
function dated(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value) =>
    /Time$/.test(key) && typeof value === 'string' ? new Date(value) : value,
  );
}
