import { CreateChannelCommand } from '@aws-sdk/client-ivs';
import { startStack } from '../../stack.ts';
import { DemoClient } from '../client.ts';
import { startWatchServer } from './watch-server.ts';

export interface WatchOptions {
  /** The port of the page; 0 takes a free port. */
  port: number;
  /** The port of the stack. */
  stackPort: number;
  /** The port for encoders. */
  rtmpPort: number;
  /** Whether the user's own encoder streams. Without it, the built-in picture is shown. */
  ownEncoder: boolean;
}

/** The stack with one channel, and a page that shows it. */
export interface Watch {
  url: string;
  /** Lines that say what to do. */
  lines: string[];
  close(): Promise<void>;
}

/** Starts the one-machine stack with a picture, and the page to watch it. */
export async function startWatch({
  port,
  stackPort,
  rtmpPort,
  ownEncoder,
}: WatchOptions): Promise<Watch> {
  const stack = await startStack({ port: stackPort, rtmp: { port: rtmpPort } });
  const client = new DemoClient(stack.endpoint);
  const { channel, streamKey } = await client.ivs.send(new CreateChannelCommand({ name: 'watch' }));
  const channelArn = channel?.arn ?? '';
  const playbackUrl = channel?.playbackUrl ?? '';
  const key = streamKey?.value ?? '';
  if (!ownEncoder) await client.connect(key);
  const queueMessage = async (payload: string): Promise<void> => {
    await client.invoke('enqueueMetadata', { messages: [{ channelArn, payload }] });
  };
  const server = await startWatchServer({ port, playbackUrl, queueMessage });
  const encoder = [
    'Stream with OBS or ffmpeg:',
    `  server      ${stack.rtmpEndpoint}`,
    `  stream key  ${key}`,
  ];
  return {
    url: server.url,
    lines: [
      `Watch:        ${server.url}`,
      `Playback URL: ${playbackUrl}`,
      `Stack:        ${stack.endpoint}`,
      ...(ownEncoder ? encoder : []),
      'Ctrl-C stops it.',
    ],
    async close() {
      server.close();
      client.close();
      await stack.close();
    },
  };
}
