import { startSimulator } from '../../src/simulator/index.ts';

// The simulator with one channel that shows the built-in picture.

const simulator = await startSimulator({ playback: 'local', delays: { streamStartMs: 0 } });
const { channel, streamKey } = await simulator.call<{
  channel: { playbackUrl: string };
  streamKey: { value: string };
}>('CreateChannel');
simulator.connectEncoder({ streamKey: streamKey.value });
process.send?.({ playbackUrl: channel.playbackUrl });
