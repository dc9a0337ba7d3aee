import { startSimulator } from '../../src/simulator/index.ts';

// The simulator with 10,000 channels, 100 of them live. Its quotas are too high to be reached.

const CHANNELS = 10_000;
const LIVE = 100;
const UNREACHED = 1_000_000;

const simulator = await startSimulator({
  delays: { streamStartMs: 0 },
  quotas: {
    callRates: {
      CreateChannel: UNREACHED,
      GetChannel: UNREACHED,
      ListChannels: UNREACHED,
      PutMetadata: UNREACHED,
    },
    putMetadataPerChannel: UNREACHED,
    resources: { channels: CHANNELS, concurrentStreams: LIVE },
  },
});
interface Created {
  channel: { arn: string };
  streamKey: { value: string };
}
const channelArns: string[] = [];
for (let index = 0; index < CHANNELS; index++) {
  const input = { name: `show-${index}`, tags: { 'autopilot:auto-delete': '10m' } };
  const { channel, streamKey } = await simulator.call<Created>('CreateChannel', input);
  if (index < LIVE) simulator.connectEncoder({ streamKey: streamKey.value });
  channelArns.push(channel.arn);
}
const { endpoint } = simulator;
process.send?.({ endpoint, channelArns, liveArns: channelArns.slice(0, LIVE) });
