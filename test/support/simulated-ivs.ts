import type { IvsApi, Page, StreamKeySummary, StreamSession } from '../../src/ivs/api.ts';
import type { Simulator } from '../../src/simulator/index.ts';

type IvsReads = Pick<
  IvsApi,
  | 'batchGetChannels'
  | 'getStream'
  | 'getStreamSession'
  | 'listChannels'
  | 'listStreamKeys'
  | 'listStreams'
  | 'listStreamSessions'
> & { waitForQuotaWindow(): Promise<void> };

type ResponseBody = Record<string, unknown> & { nextToken?: string };

/** The IVS requests of reconcile, answered by a simulator in this process, without HTTP and pacing. */
export function simulatedIvs({ call }: Pick<Simulator, 'call'>): IvsReads {
  const send = async (operation: string, input: object = {}) =>
    withDates(await call<ResponseBody>(operation, input)) as ResponseBody;
  const page = async <T>(operation: string, input: object, member: string): Promise<Page<T>> => {
    const { nextToken, [member]: items = [] } = await send(operation, {
      ...input,
      maxResults: operation === 'ListStreamKeys' ? 50 : 100,
    });
    return { items: items as T[], ...(nextToken && { nextToken }) };
  };
  return {
    batchGetChannels: async (arns) => (await send('BatchGetChannel', { arns })).channels as [],
    listChannels: (nextToken) => page('ListChannels', { nextToken }, 'channels'),
    listStreamKeys: (channelArn) =>
      orElse(
        undefined,
        page<StreamKeySummary>('ListStreamKeys', { channelArn }, 'streamKeys').then(
          ({ items }) => items,
        ),
      ),
    listStreams: (nextToken) => page('ListStreams', { nextToken }, 'streams'),
    listStreamSessions: (channelArn, nextToken) =>
      orElse(
        { items: [] },
        page('ListStreamSessions', { channelArn, nextToken }, 'streamSessions'),
      ),
    getStream: async (channelArn) =>
      orElse(
        undefined,
        send('GetStream', { channelArn }).then(({ stream }) => stream as object),
      ),
    getStreamSession: (channelArn, streamId) =>
      orElse(
        undefined,
        send('GetStreamSession', { channelArn, streamId }).then(
          ({ streamSession }) => streamSession as StreamSession,
        ),
      ),
    waitForQuotaWindow: async () => undefined,
  };
}

const ABSENT = new Set(['ResourceNotFoundException', 'ChannelNotBroadcasting']);

async function orElse<T>(absent: T, response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof Error && ABSENT.has(error.name)) return absent;
    throw error;
  }
}

/** Replaces times by dates, as the SDK does. */
function withDates(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) =>
    /Time$/.test(key) && typeof value === 'string' ? new Date(value) : value,
  );
}
