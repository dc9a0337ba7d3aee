import { type IvsWorld, type IvsWorldOptions, ivsWorld } from './world.ts';

/** A stream in the past. Times are minutes before the end of the history. */
export interface StreamPlan {
  /** The name of its channel. Streams with one name are of one channel. Default `a`. */
  channel?: string;
  /** The encoder connects. */
  created: number;
  /** The encoder sends media: the stream starts. */
  started?: number;
  /** The encoder disconnects: Session Ended and Stream End. */
  ended?: number;
  /** What else happens. */
  more?: [minutes: number, act: (stream: PastStream, world: IvsWorld) => void][];
}

/** A stream of the history. */
export interface PastStream {
  channelArn: string;
  streamId: string;
}

export interface HistoryOptions extends IvsWorldOptions {
  /** The names of channels that are created first, also without streams. */
  channels?: readonly string[];
  /** Channels are recorded, and their recordings end so long after the stream. Default: no recordings. */
  recordingReconnectWindowSeconds?: number;
}

const MINUTE = 60_000;
const DEFAULT_CHANNEL = 'a';

/**
 * A world in which these streams have happened.
 *
 * @param end the time of the world then, ISO 8601
 * @returns the world; `streams` are those of the plans, in the same order, and `arnOf` the ARNs of channels by name
 */
export async function ivsHistory<const Plans extends readonly StreamPlan[]>(
  plans: Plans,
  end: string,
  {
    recordingReconnectWindowSeconds: windowSeconds,
    channels = [],
    ...options
  }: HistoryOptions = {},
) {
  const endMs = Date.parse(end);
  const oldest = Math.max(0, ...plans.map(({ created }) => created));
  const world = ivsWorld({ start: endMs - oldest * MINUTE, ...options });
  const input = windowSeconds === undefined ? {} : await recordingInput(world, windowSeconds);
  const names = [...channels, ...plans.map(({ channel = DEFAULT_CHANNEL }) => channel)];
  const channelArns = await createChannels(world, names, input);
  const streams = plans.map((plan): PastStream => {
    const channelArn = channelArns.get(plan.channel ?? DEFAULT_CHANNEL) ?? '';
    const stream = { channelArn, streamId: '' };
    schedule(world, plan, stream, endMs);
    return stream;
  });
  world.clock.advance(endMs - world.clock.now());
  const arnOf = (name: string): string => channelArns.get(name) ?? `no channel ${name}`;
  return { ...world, arnOf, streams: streams as { [I in keyof Plans]: PastStream } };
}

/** @returns the input of CreateChannel for channels that are recorded */
async function recordingInput({ simulator }: IvsWorld, recordingReconnectWindowSeconds: number) {
  const { recordingConfiguration } = await simulator.call<{
    recordingConfiguration: { arn: string };
  }>('CreateRecordingConfiguration', {
    destinationConfiguration: { s3: { bucketName: 'recordings' } },
    recordingReconnectWindowSeconds,
  });
  return { recordingConfigurationArn: recordingConfiguration.arn };
}

/** @returns the ARNs by name */
async function createChannels(
  { simulator }: IvsWorld,
  names: readonly string[],
  input: object,
): Promise<ReadonlyMap<string, string>> {
  const arns = new Map<string, string>();
  for (const name of new Set(names)) {
    const { channel } = await simulator.call<{ channel: { arn: string } }>('CreateChannel', {
      name,
      ...input,
    });
    arns.set(name, channel.arn);
  }
  return arns;
}

/** Sets the timers of what happens to a stream. @param stream gets its id when the encoder connects */
function schedule(world: IvsWorld, plan: StreamPlan, stream: PastStream, endMs: number): void {
  const { clock, simulator } = world;
  const { created, started, ended, more = [] } = plan;
  const at = (minutes: number | undefined, act: () => void) => {
    if (minutes !== undefined) clock.after(endMs - minutes * MINUTE - clock.now(), act);
  };
  at(created, () => {
    stream.streamId = world.connect(stream.channelArn);
  });
  at(started, () => void simulator.recoverEncoder(stream.streamId));
  for (const [minutes, act] of more) at(minutes, () => act(stream, world));
  at(ended, () => void simulator.disconnectEncoder(stream.streamId));
}
