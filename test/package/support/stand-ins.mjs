import * as sdk from '@aws-sdk/client-ivs';
import { createPublisher } from 'ivs-autopilot/publisher';

// node --import: what the examples of the pages use without defining it. A definition of theirs goes before these.

const { CHANNEL_ARN, AWS_ENDPOINT_URL_IVS: endpoint, METADATA_QUEUE_NAME: queue } = process.env;

const cue = { owner: 'metadata.live-video.net', text: '["ivsa1","00000000",{"question":1}]' };

Object.assign(globalThis, {
  channelArn: CHANNEL_ARN,
  playbackUrl: 'https://a.test/playback.m3u8',
  ivs: new sdk.IvsClient({ endpoint, region: 'us-west-2' }),
  ImportPlaybackKeyPairCommand: sdk.ImportPlaybackKeyPairCommand,
  IVSPlayer: { PlayerEventType: { TEXT_METADATA_CUE: 'cue' } },
  player: {
    addEventListener: (type, listener) => type === 'cue' && listener(cue),
    load: (url) => console.log('loaded', url),
  },
  show: (message) => console.log('shown', message),
  messages: [{ channelArn: CHANNEL_ARN, payload: 1 }],
  publisher: createPublisher({ queue }),
  report: ({ accepted }) => console.log('accepted', accepted),
});
