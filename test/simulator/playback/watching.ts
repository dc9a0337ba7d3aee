import type { SimulatorOptions } from '../../../src/simulator/index.ts';
import type { FlvTag } from '../../../src/simulator/playback/codecs/flv.ts';
import type { TestEncoder } from '../rtmp/encoder.ts';
import { eventually, startIngest } from '../rtmp/support.ts';

/** Of the built-in picture, which the test encoders send. */
const SIZE = { codec: 'avc1.4D4015', videoWidth: 480, videoHeight: 270 };

/** A media playlist as a player reads it. */
export interface ReadPlaylist {
  text: string;
  /** The URLs of complete segments. */
  segments: string[];
  /** The URLs of the segment that grows and of the next one. */
  prefetch: string[];
}

/** Starts the simulator with encoders whose pictures can be watched, on a clock that only the test moves. */
export async function startWatching(options: SimulatorOptions = {}) {
  const ingest = await startIngest({ playback: 'local', ...options });
  const { simulator, clock } = ingest;
  const playlist = async (url: string): Promise<ReadPlaylist> => {
    const text = await (await fetch(url)).text();
    const lines = text.split('\n');
    const absolute = (path: string) => new URL(path, url).href;
    const announced = lines.filter((line) => line.startsWith('#EXT-X-PREFETCH:'));
    return {
      text,
      segments: lines.filter((line) => /^\d+\.ts$/.test(line)).map(absolute),
      prefetch: announced.map((line) => absolute(line.slice('#EXT-X-PREFETCH:'.length))),
    };
  };
  return {
    ...ingest,
    playlist,
    /** Creates a channel. */
    async show(input: object = {}) {
      const { channel, streamKey } = await simulator.call<{
        channel: { arn: string; playbackUrl: string };
        streamKey: { value: string };
      }>('CreateChannel', { name: 'show', ...input });
      return { ...channel, key: streamKey.value };
    },
    /** Connects an encoder without a network that sends the tags. Its stream has started. */
    stream(streamKey: string, tags: readonly FlvTag[]) {
      const { streamId } = simulator.connectEncoder({ streamKey }, { silent: true });
      simulator.describeEncoder(streamId, { video: SIZE });
      simulator.recoverEncoder(streamId);
      const send = (more: readonly FlvTag[]): void => {
        for (const tag of more) simulator.receiveMedia(streamId, tag);
      };
      send(tags);
      clock.advance(500);
      return { send, end: () => simulator.disconnectEncoder(streamId) };
    },
    /** Connects an encoder over RTMP that sends the tags, and waits until its stream has started. */
    async streamRtmp(key: string, tags: readonly FlvTag[]): Promise<TestEncoder> {
      const encoder = await ingest.connect();
      await encoder.publish(key);
      sendTags(encoder, tags);
      const starts = () => ingest.names().filter((name) => name === 'Stream Start').length;
      const before = starts();
      await eventually(() => {
        clock.advance(10);
        return starts() > before;
      }).toBe(true);
      return encoder;
    },
    /** @returns the status and the body of a multivariant playlist, and the URL of its media playlist */
    async open(playbackUrl: string, headers: Record<string, string> = {}) {
      const response = await fetch(playbackUrl, { headers });
      const text = await response.text();
      const uri = text.trim().split('\n').at(-1) ?? '';
      return { response, text, mediaUrl: response.ok ? new URL(uri, playbackUrl).href : '' };
    },
    goLive: () => clock.advance(1_000),
  };
}

export function sendTags(encoder: TestEncoder, tags: readonly FlvTag[]): void {
  for (const { kind, atMs, body } of tags) encoder.send(kind === 'video' ? 9 : 8, body, atMs);
}

export const bytesAt = async (url: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(url)).arrayBuffer());
